using System.Globalization;

namespace ImageFunctions.Requests;

/// <summary>
/// Leads every requested width to an allowed dimension, as the AWS article does: in configured order, the first whose width is within
/// the variance wins; none, the default.
/// </summary>
/// <param name="allowed">In the order in which they are tried.</param>
/// <param name="fallback">The default dimension.</param>
/// <param name="variancePercent">How far a width may lie from an allowed one, in percent of the allowed one.</param>
internal sealed class DimensionSnap(IReadOnlyList<Dimension> allowed, Dimension fallback, double variancePercent)
{
    /// <summary>The allowed dimension for the value of <c>d</c>.</summary>
    /// <param name="requested">Such as <c>105x100</c>: the number before the first <c>x</c> counts, the height is never looked at.</param>
    public Dimension Snap(string requested)
    {
        var x = requested.IndexOf('x', StringComparison.Ordinal);
        var number = x < 0 ? requested.AsSpan() : requested.AsSpan(0, x);
        if (!double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var width))
        {
            return fallback;
        }

        foreach (var dimension in allowed)
        {
            // Percent is divided last: 300 * 0.2 is not 60 in binary, 300 * 20 / 100 is.
            var reach = dimension.Width * variancePercent / 100;
            if (width >= dimension.Width - reach && width <= dimension.Width + reach)
            {
                return dimension;
            }
        }

        return fallback;
    }
}
