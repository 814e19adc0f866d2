using System.Globalization;
using System.Text;

namespace LocalFrontDoor.Samples;

/// <summary>The outline of a mountain ridge, by midpoint displacement: rough over long distances, ever less over short ones.</summary>
/// <param name="Heights">In pixels from the top, at equal distances from the left edge to the right one.</param>
internal sealed record Ridge(double[] Heights)
{
    /// <summary>Draws a ridge by lot.</summary>
    /// <param name="random">Seeded: the same pictures every time.</param>
    /// <param name="middle">Where it runs about, in pixels from the top.</param>
    /// <param name="height">How far its peaks rise above that, about.</param>
    /// <param name="roughness">0 for rolling hills to 1 for jags.</param>
    public static Ridge Random(Random random, double middle, double height, double roughness)
    {
        const int segments = 512;
        var heights = new double[segments + 1];
        heights[0] = middle + (height * (random.NextDouble() - 0.5));
        heights[segments] = middle + (height * (random.NextDouble() - 0.5));
        var shake = height;
        for (var step = segments; step > 1; step /= 2, shake *= Math.Pow(2, roughness - 1.5))
        {
            for (var i = step / 2; i < segments; i += step)
            {
                heights[i] = ((heights[i - (step / 2)] + heights[i + (step / 2)]) / 2) + (shake * (random.NextDouble() - 0.55));
            }
        }

        return new Ridge(heights);
    }

    /// <summary>The same, but nowhere below a line.</summary>
    public Ridge Above(double line) => new([.. Heights.Select(height => Math.Min(height, line))]);

    /// <summary>The height at a distance from the left edge, from 0 to 1.</summary>
    public double At(double position) => Heights[(int)(Math.Clamp(position, 0, 1) * (Heights.Length - 1))];

    /// <summary>An SVG path of everything below the outline.</summary>
    public string Path(double width, double bottom)
    {
        var path = new StringBuilder(FormattableString.Invariant($"M0 {bottom}"));
        for (var i = 0; i < Heights.Length; i++)
        {
            path.Append(CultureInfo.InvariantCulture, $"L{width * i / (Heights.Length - 1):0.#} {Heights[i]:0.#}");
        }

        return path.Append(CultureInfo.InvariantCulture, $"L{width} {bottom}Z").ToString();
    }
}
