using System.Globalization;
using System.Text;

namespace LocalFrontDoor.Samples;

/// <summary>Mountains behind a lake, with the low sun between them.</summary>
/// <param name="Sky">Colours from the zenith to the horizon.</param>
/// <param name="Sun">The colour of its light.</param>
/// <param name="Haze">The colour of the farthest ridge.</param>
/// <param name="Near">The colour of the nearest.</param>
/// <param name="Ridges">How many.</param>
/// <param name="Seed">Other ridges for another number.</param>
internal sealed record Landscape(string[] Sky, string Sun, Tint Haze, Tint Near, int Ridges, int Seed)
{
    /// <summary>Evening: violet above, orange below.</summary>
    public static Landscape Dusk { get; } = new(
        ["#16213f", "#3d3a6b", "#8d5382", "#e07f6c", "#fbd7a1"], "#fff1cf", new(163, 100, 138), new(17, 20, 40), 6, 5);

    /// <summary>Morning: cool and clear.</summary>
    public static Landscape Dawn { get; } = new(
        ["#2b5d8c", "#6fa5c0", "#b9d4d0", "#f3dfc1", "#fbe9cf"], "#fffbe8", new(166, 190, 198), new(22, 52, 64), 7, 4);

    /// <summary>Draws it.</summary>
    public SvgCanvas Draw(int width, int height)
    {
        var random = new Random(Seed);
        var shore = height * 0.68;
        var canvas = new SvgCanvas(width, height);
        var scene = Scene(random, width, height, shore);
        canvas.Gradient("sky", Sky).Add($"{Clouds(height)}").Fill(Haze.ToString());
        // The scene, and the scene upside down below the shore, dimmed and smeared: a lake.
        canvas.Add($"<defs><g id=\"scene\">{scene}</g><clipPath id=\"above\"><rect width=\"{width}\" height=\"{shore}\"/></clipPath>");
        canvas.Add($"<filter id=\"smear\"><feGaussianBlur stdDeviation=\"{height / 900.0} {height / 130.0}\"/></filter></defs>");
        canvas.Add($"<g filter=\"url(#smear)\"><g transform=\"translate(0 {2 * shore}) scale(1 -1)\" clip-path=\"url(#above)\"><use href=\"#scene\"/></g></g>");
        canvas.Add($"<rect y=\"{shore}\" width=\"{width}\" height=\"{height - shore}\" fill=\"{Near}\" opacity=\".34\"/>");
        canvas.Add($"{Ripples(random, width, height, shore)}<g clip-path=\"url(#above)\"><use href=\"#scene\"/></g>");
        return canvas;
    }

    private string Scene(Random random, int width, int height, double shore)
    {
        var canvas = new SvgCanvas(width, height);
        canvas.Add($"<rect width=\"{width}\" height=\"{shore}\" fill=\"url(#sky)\"/>");
        canvas.Add($"<rect width=\"{width}\" height=\"{shore}\" filter=\"url(#clouds)\" opacity=\".55\"/>");
        canvas.Glow("sun", width * 0.62, shore * 0.70, height * 0.55, Sun).Add($"<circle cx=\"{width * 0.62}\" cy=\"{shore * 0.70}\" r=\"{height * 0.032}\" fill=\"{Sun}\"/>");
        for (var i = 0; i < Ridges; i++)
        {
            var near = (double)i / (Ridges - 1);
            var ridge = Ridge.Random(random, shore * (0.84 + (0.14 * near)), height * (0.27 - (0.22 * near)), 0.75 - (0.35 * near)).Above(shore * 0.985);
            var colour = Tint.Between(Haze, Near, Math.Pow(near, 0.8));
            canvas.Gradient($"ridge{i}", colour.ToString(), Tint.Between(colour, Haze, 0.35 * (1 - near)).ToString());
            canvas.Add($"<path d=\"{ridge.Path(width, shore)}\" fill=\"url(#ridge{i})\"/>");
            if (i == Ridges - 1)
            {
                canvas.Add($"{Trees(random, ridge, width, height)}");
            }
        }

        var document = canvas.ToString();
        return document[(document.IndexOf('>', StringComparison.Ordinal) + 1)..document.LastIndexOf('<')];
    }

    private string Trees(Random random, Ridge ridge, int width, int height)
    {
        var trees = new StringBuilder();
        for (var i = 0; i < width / 9; i++)
        {
            var position = random.NextDouble();
            var size = height * (0.016 + (0.034 * random.NextDouble() * random.NextDouble()));
            trees.Append(Conifer.Path(position * width, ridge.At(position) + (size * 0.2), size));
        }

        return FormattableString.Invariant($"<path d=\"{trees}\" fill=\"{Near}\"/>");
    }

    private string Ripples(Random random, int width, int height, double shore)
    {
        var ripples = new StringBuilder();
        for (var i = 0; i < 260; i++)
        {
            var depth = random.NextDouble();
            var (y, length) = (shore + ((height - shore) * depth * depth), width * (0.02 + (0.10 * random.NextDouble())) * (0.3 + depth));
            ripples.Append(CultureInfo.InvariantCulture,
                $"<rect x=\"{(random.NextDouble() * 1.1 * width) - (length / 2):0}\" y=\"{y:0.#}\" width=\"{length:0}\" height=\"{0.6 + (height / 500.0 * depth):0.#}\" rx=\"2\" fill=\"{Sun}\" opacity=\"{0.03 + (0.09 * random.NextDouble()):0.##}\"/>");
        }

        return ripples.ToString();
    }

    private string Clouds(int height) => FormattableString.Invariant(
        $"""
        <filter id="clouds" x="0" y="0" width="1" height="1"><feTurbulence type="fractalNoise" baseFrequency="{1.6 / height} {7.0 / height}"
        numOctaves="4" seed="{Seed}"/><feColorMatrix values="0 0 0 0 1  0 0 0 0 .93  0 0 0 0 .88  2.6 0 0 0 -1.25"/></filter>
        """);
}
