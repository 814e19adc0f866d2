using System.Globalization;
using System.Text;

namespace LocalFrontDoor.Samples;

/// <summary>A fir tree's outline.</summary>
internal static class Conifer
{
    /// <summary>An SVG path.</summary>
    /// <param name="x">Of the trunk, in pixels.</param>
    /// <param name="foot">Where it stands, in pixels from the top.</param>
    /// <param name="height">In pixels.</param>
    public static string Path(double x, double foot, double height)
    {
        const int tiers = 5;
        var (left, right) = (new StringBuilder(), new StringBuilder());
        for (var i = 1; i <= tiers; i++)
        {
            var (y, reach) = (foot - height + (height * 0.94 * i / tiers), height * 0.06 * i);
            left.Append(CultureInfo.InvariantCulture, $"L{x - reach:0.#} {y:0.#}L{x - (reach * 0.45):0.#} {y - (height * 0.02):0.#}");
            right.Insert(0, FormattableString.Invariant($"L{x + (reach * 0.45):0.#} {y - (height * 0.02):0.#}L{x + reach:0.#} {y:0.#}"));
        }

        return FormattableString.Invariant($"M{x:0.#} {foot - height:0.#}{left}L{x:0.#} {foot:0.#}{right}Z");
    }
}
