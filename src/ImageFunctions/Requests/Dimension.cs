using System.Globalization;

namespace ImageFunctions.Requests;

/// <summary>
/// An allowed size, in pixels: <c>100x100</c>, <c>300x300:contain</c>, or <c>800x</c>, which leaves the height to the picture's own
/// aspect ratio.
/// </summary>
internal readonly record struct Dimension
{
    /// <summary>Largest side that can be configured: what WebP can hold (RFC 9649 section 2.5: 14 bits).</summary>
    public const int MaxSide = 16383;

    private Dimension(int width, int? height, Fit fit) => (Width, Height, Fit) = (width, height, fit);

    /// <summary>Of the box.</summary>
    public int Width { get; }

    /// <summary>Of the box; null where it is left open.</summary>
    public int? Height { get; }

    /// <inheritdoc cref="Requests.Fit"/>
    public Fit Fit { get; }

    /// <summary>Its segment in a variant's path, such as <c>100x100</c> or <c>800x</c>. The fit is not part of it, but of the recipe.</summary>
    public string PathSegment => string.Create(CultureInfo.InvariantCulture, $"{Width}x{Height}");

    /// <summary>Reads one allowed dimension as it is configured.</summary>
    /// <returns>False where the text is none.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out Dimension dimension)
    {
        dimension = default;
        var colon = text.IndexOf(':');
        var fit = Fit.Cover;
        if (colon >= 0 && !TryParseFit(text[(colon + 1)..], out fit))
        {
            return false;
        }

        var box = colon >= 0 ? text[..colon] : text;
        var x = box.IndexOf('x');
        if (x < 0 || !TryParseSide(box[..x], out var width))
        {
            return false;
        }

        var open = x + 1 == box.Length;
        var height = 0;
        if ((open && colon >= 0) || (!open && !TryParseSide(box[(x + 1)..], out height)))
        {
            return false;
        }

        dimension = new Dimension(width, open ? null : height, fit);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => Fit == Fit.Cover ? PathSegment : $"{PathSegment}:{Name(Fit)}";

    private static string Name(Fit fit) => fit switch
    {
        Fit.Contain => "contain",
        Fit.Inside => "inside",
        _ => "cover",
    };

    private static bool TryParseFit(ReadOnlySpan<char> text, out Fit fit)
    {
        foreach (var candidate in Enum.GetValues<Fit>())
        {
            if (text.SequenceEqual(Name(candidate)))
            {
                fit = candidate;
                return true;
            }
        }

        fit = default;
        return false;
    }

    private static bool TryParseSide(ReadOnlySpan<char> text, out int side) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out side) && side is > 0 and <= MaxSide;
}
