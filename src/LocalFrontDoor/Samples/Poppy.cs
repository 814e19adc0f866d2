namespace LocalFrontDoor.Samples;

/// <summary>A flower that turns and breathes: one frame of a loop.</summary>
internal static class Poppy
{
    /// <param name="size">Width and height, in pixels.</param>
    /// <param name="time">From 0 to 1; 1 looks as 0.</param>
    public static SvgCanvas Draw(int size, double time)
    {
        const int petals = 8;
        var canvas = new SvgCanvas(size, size).Gradient("ground", "#fff4e6", "#ffd8cc").Fill("url(#ground)");
        canvas.Gradient("outer", "#ff5d73", "#ffb199").Gradient("inner", "#ffd166", "#ff8c5a");
        Wreath(canvas, petals, "outer", 0.44, 0.13, time, 1 + (0.06 * Math.Sin(2 * Math.PI * time)));
        Wreath(canvas, petals, "inner", 0.28, 0.09, -time, 1 - (0.10 * Math.Sin(2 * Math.PI * time)));
        return canvas.Disc(size / 2.0, size / 2.0, size * 0.085, "#5b2a4e").Disc(size / 2.0, size / 2.0, size * 0.05, "#ffe08a");
    }

    private static void Wreath(SvgCanvas canvas, int petals, string paint, double reach, double breadth, double turn, double scale)
    {
        var size = canvas.Width;
        for (var i = 0; i < petals; i++)
        {
            var angle = 360.0 * (i + turn) / petals;
            canvas.Add($"<g transform=\"translate({size / 2} {size / 2}) rotate({angle}) scale({scale})\"");
            canvas.Add($" fill=\"url(#{paint})\" opacity=\".82\">");
            canvas.Add($"<ellipse cy=\"{-size * reach / 2}\" rx=\"{size * breadth}\" ry=\"{size * reach / 2}\"/></g>");
        }
    }
}
