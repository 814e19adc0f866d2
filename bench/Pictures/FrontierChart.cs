using System.Globalization;
using System.Text;

namespace Bench.Pictures;

/// <summary>Draws what a look costs as SVG: SSIMULACRA 2 over bytes on the left, over CPU time on the right.</summary>
internal static class FrontierChart
{
    private const int Width = 960;
    private const int Height = 480;
    private const int PanelWidth = 390;
    private const int PanelHeight = 330;
    private const int Top = 36;
    private const int LeastShown = 50; // of the quality that is drawn
    private static readonly string[] Colours = ["#0b6e4f", "#5fb49c", "#1f9e89", "#b07d2b", "#c0392b"];

    /// <summary>The file's text.</summary>
    public static string Draw(IReadOnlyList<FrontierTable.Curve> curves)
    {
        var svg = new StringBuilder();
        Append(svg, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {Height}\" ");
        Append(svg, $"font-family=\"sans-serif\" font-size=\"12\">\n");
        Append(svg, $"<title>SSIMULACRA 2 of WebP over bytes and over CPU time, by quality</title>\n");
        Append(svg, $"<rect width=\"{Width}\" height=\"{Height}\" fill=\"#fff\"/>\n");
        Panel(svg, 60, "bytes a picture (KB)", curves, point => point.Bytes / 1000);
        Panel(svg, 540, "CPU a picture (ms)", curves, point => point.Cpu);
        for (var i = 0; i < curves.Count; i++)
        {
            var (x, y) = (60 + (i % 2 * 480), 425 + (i / 2 * 20));
            Append(svg, $"<rect x=\"{x}\" y=\"{y - 9}\" width=\"18\" height=\"4\" fill=\"{Colours[i]}\"/>");
            Append(svg, $"<text x=\"{x + 26}\" y=\"{y}\">{curves[i].Name}</text>\n");
        }

        return svg.Append("</svg>\n").ToString();
    }

    private static void Panel(
        StringBuilder svg, int left, string title, IReadOnlyList<FrontierTable.Curve> curves, Func<Tally, double> cost)
    {
        var shown = curves.SelectMany(curve => Shown(curve)).ToArray();
        var most = Math.Ceiling(shown.Max(one => cost(one.Point)) / 10) * 10;
        var (least, best) = (Math.Floor(shown.Min(one => one.Point.Mean) / 5) * 5, Math.Ceiling(shown.Max(one => one.Point.Mean) / 5) * 5);
        for (var score = least; score <= best; score += 5)
        {
            var y = Y(score);
            Append(svg, $"<path d=\"M{left} {y:0.0}h{PanelWidth}\" stroke=\"#ddd\"/>");
            Append(svg, $"<text x=\"{left - 6}\" y=\"{y + 4:0.0}\" text-anchor=\"end\">{score}</text>\n");
        }

        for (var step = 0; step <= 5; step++)
        {
            var x = left + (step * PanelWidth / 5.0);
            Append(svg, $"<text x=\"{x:0.0}\" y=\"{Top + PanelHeight + 16}\" text-anchor=\"middle\">{most * step / 5:0}</text>\n");
        }

        Append(svg, $"<text x=\"{left}\" y=\"{Top - 14}\" font-weight=\"bold\">SSIMULACRA 2 (mean) over {title}</text>\n");
        for (var i = 0; i < curves.Count; i++)
        {
            var points = Shown(curves[i]).Select(one => (one.Quality, X: X(cost(one.Point)), Y: Y(one.Point.Mean)));
            Line(svg, [.. points], Colours[i], withQualities: curves[i].Effort is 2 or null);
        }

        double X(double value) => left + (value / most * PanelWidth);
        double Y(double score) => Top + ((best - score) / (best - least) * PanelHeight);
    }

    private static void Line(StringBuilder svg, (int Quality, double X, double Y)[] points, string colour, bool withQualities)
    {
        var path = points.Select(point => string.Create(CultureInfo.InvariantCulture, $"{point.X:0.0},{point.Y:0.0}"));
        Append(svg, $"<polyline points=\"{string.Join(' ', path)}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\"/>\n");
        foreach (var (quality, x, y) in points)
        {
            Append(svg, $"<circle cx=\"{x:0.0}\" cy=\"{y:0.0}\" r=\"3\" fill=\"{colour}\"/>");
            if (withQualities)
            {
                Append(svg, $"<text x=\"{x + 5:0.0}\" y=\"{y + 12:0.0}\" font-size=\"9\" fill=\"{colour}\">{quality}</text>\n");
            }
        }
    }

    private static IEnumerable<(int Quality, Tally Point)> Shown(FrontierTable.Curve curve) =>
        FrontierTable.Curve.Ladder.Zip(curve.Points).Where(one => one.First >= LeastShown);

    private static void Append(StringBuilder svg, FormattableString text) => svg.Append(text.ToString(CultureInfo.InvariantCulture));
}
