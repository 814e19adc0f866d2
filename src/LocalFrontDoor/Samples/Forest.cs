using System.Globalization;
using System.Text;

namespace LocalFrontDoor.Samples;

/// <summary>Firs in the mist, row behind row, upright.</summary>
internal static class Forest
{
    private static readonly Tint Mist = new(214, 224, 214), Near = new(14, 38, 34);

    public static SvgCanvas Draw(int width, int height)
    {
        const int rows = 7;
        var random = new Random(7);
        var canvas = new SvgCanvas(width, height).Gradient("sky", "#f4ecd8", "#e4e9dd", Mist.ToString()).Fill("url(#sky)");
        canvas.Glow("sun", width * 0.3, height * 0.2, height * 0.4, "#fff6d8");
        for (var i = 0; i < rows; i++)
        {
            var near = (double)i / (rows - 1);
            var ground = Ridge.Random(random, height * (0.42 + (0.52 * near)), height * 0.12, 0.2);
            var colour = Tint.Between(Mist, Near, 0.12 + (0.88 * near * near));
            // Mist lies between the rows: each fades towards its feet, from the same height for all its trees.
            var (top, foot) = (height * (0.3 + (0.3 * near)), height * (0.56 + (0.5 * near)));
            canvas.Add($"<linearGradient id=\"row{i}\" gradientUnits=\"userSpaceOnUse\" y1=\"{top}\" x2=\"0\" y2=\"{foot}\">");
            canvas.Add($"<stop stop-color=\"{colour}\"/>");
            canvas.Add($"<stop offset=\"1\" stop-color=\"{Tint.Between(colour, Mist, 0.8 * (1 - near))}\"/></linearGradient>");
            canvas.Add($"<g fill=\"url(#row{i})\">");
            canvas.Add($"<path d=\"{ground.Path(width, height)}\"/>{Row(random, ground, width, height, near)}</g>");
        }

        return canvas;
    }

    private static string Row(Random random, Ridge ground, int width, int height, double near)
    {
        var trees = new StringBuilder();
        for (var i = 0; i < 90 - (int)(66 * near); i++)
        {
            var position = random.NextDouble();
            var size = height * (0.07 + (0.30 * near)) * (0.5 + (0.5 * random.NextDouble()));
            trees.Append(
                CultureInfo.InvariantCulture, $"<path d=\"{Conifer.Path(position * width, ground.At(position) + (size * 0.1), size)}\"/>");
        }

        return trees.ToString();
    }
}
