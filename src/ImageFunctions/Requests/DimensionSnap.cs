using System.Globalization;

namespace ImageFunctions.Requests;

/// <summary>Which allowed dimension answers a width that is not itself allowed.</summary>
internal enum SnapMode
{
    /// <summary>As in the AWS article: in configured order, the first within the variance; none, the default dimension.</summary>
    Nearest,

    /// <summary>The next allowed width above; beyond all of them, the largest.</summary>
    Up,
}

/// <summary>Leads every requested width to an allowed dimension; a width that is allowed leads to itself.</summary>
/// <param name="allowed">In the order in which they are tried.</param>
/// <param name="fallback">The default dimension.</param>
/// <param name="variancePercent">How far a width may lie from an allowed one, in percent of the allowed one.</param>
/// <param name="mode">What answers all other widths.</param>
internal sealed class DimensionSnap(IReadOnlyList<Dimension> allowed, Dimension fallback, double variancePercent, SnapMode mode)
{
    private readonly Dimension[] ascending = [.. allowed.DistinctBy(dimension => dimension.Width).OrderBy(dimension => dimension.Width)];

    /// <summary>The allowed dimension for the value of <c>d</c>.</summary>
    /// <param name="requested">Such as <c>105x100</c>: the number before the first <c>x</c> counts, the height is never looked at.</param>
    public Dimension Snap(string requested)
    {
        var x = requested.IndexOf('x', StringComparison.Ordinal);
        var number = x < 0 ? requested.AsSpan() : requested.AsSpan(0, x);
        if (!double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var width) || double.IsNaN(width))
        {
            return fallback;
        }

        return mode == SnapMode.Up ? Above(width) : Near(width);
    }

    /// <summary>Dimensions that no width leads to, each with the one of the same width before it, which hides it.</summary>
    public static IEnumerable<(Dimension Hidden, Dimension By)> FindHidden(IReadOnlyList<Dimension> allowed) =>
        allowed.GroupBy(dimension => dimension.Width).SelectMany(same => same.Skip(1).Select(hidden => (hidden, same.First())));

    private Dimension Above(double width)
    {
        foreach (var dimension in ascending)
        {
            if (dimension.Width >= width)
            {
                return dimension;
            }
        }

        return ascending[^1];
    }

    private Dimension Near(double width)
    {
        Dimension? near = null;
        foreach (var dimension in allowed)
        {
            if (dimension.Width == width)
            {
                return dimension;
            }

            // Percent is divided last: 14 * 0.2 is more than 2.8 in binary, 14 * 20 / 100 is not.
            var reach = dimension.Width * variancePercent / 100;
            if (near is null && width >= dimension.Width - reach && width <= dimension.Width + reach)
            {
                near = dimension;
            }
        }

        return near ?? fallback;
    }
}
