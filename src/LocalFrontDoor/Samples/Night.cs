namespace LocalFrontDoor.Samples;

/// <summary>The moon and the Milky Way over hills.</summary>
internal static class Night
{
    public static SvgCanvas Draw(int width, int height)
    {
        var random = new Random(23);
        var canvas = new SvgCanvas(width, height).Gradient("sky", "#050a1c", "#0e1a3d", "#25366b", "#5b5f93").Fill("url(#sky)");
        canvas.Add($"<filter id=\"haze\" x=\"-1\" y=\"-1\" width=\"3\" height=\"3\">");
        canvas.Add($"<feGaussianBlur stdDeviation=\"{height / 14.0}\"/></filter>");
        canvas.Add($"<g filter=\"url(#haze)\" transform=\"rotate(-28 {width / 2} {height / 2})\" fill=\"#b9a8e8\" opacity=\".42\">");
        canvas.Add($"<rect x=\"{-width * 0.2}\" y=\"{height * 0.38}\" width=\"{width * 1.4}\" height=\"{height * 0.13}\"/></g>");
        for (var i = 0; i < 900; i++)
        {
            var bright = Math.Pow(random.NextDouble(), 5);
            var (x, y) = (random.NextDouble() * width, random.NextDouble() * height * 0.85);
            canvas.Disc(x, y, height / 900.0 * (0.5 + (2.2 * bright)), "#fff", 0.35 + (0.65 * bright));
        }

        canvas.Glow("moon", width * 0.74, height * 0.26, height * 0.30, "#c9d2ff")
            .Disc(width * 0.74, height * 0.26, height * 0.055, "#f7f5ea");
        canvas.Add($"<path d=\"{Ridge.Random(random, height * 0.82, height * 0.16, 0.4).Path(width, height)}\" fill=\"#131b3b\"/>");
        return canvas.Add($"<path d=\"{Ridge.Random(random, height * 0.93, height * 0.1, 0.3).Path(width, height)}\" fill=\"#070b1d\"/>");
    }
}
