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

    /// <summary>Its segment in a variant's path, such as <c>100x100</c> or <c>800x</c>.
    /// The fit is not part of it, but of the recipe.</summary>
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

    /// <summary>A box of the same shape and fit, smaller by that factor.</summary>
    public Dimension DividedBy(double factor) => new(Divide(Width, factor), Height is { } height ? Divide(height, factor) : null, Fit);

    /// <summary>A box with sides of that many pixels, in which the picture lies whole.</summary>
    public static Dimension Inside(int side) => new(side, side, Fit.Inside);

    /// <inheritdoc/>
    public override string ToString() => Fit == Fit.Cover ? PathSegment : $"{PathSegment}:{Name(Fit)}";

    private static int Divide(int side, double factor) => Math.Max(1, (int)Math.Round(side / factor));

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

/// <summary>Ready lists of dimensions, each with a name that stands for it in <c>Images__AllowedDimensions</c>.</summary>
internal static class Ladders
{
    /// <summary>The squares of the AWS article.</summary>
    public const string Article = "article";

    /// <summary>Widths for <c>srcset</c>, from an icon to a large screen; the height follows the picture.</summary>
    public const string Responsive = "responsive";

    /// <summary>What a name stands for, or null.</summary>
    public static IReadOnlyList<Dimension>? Find(string name) => name switch
    {
        Article => Parse("100x100", "200x200", "300x300", "400x400"),
        Responsive => Parse("64x", "96x", "128x", "256x", "320x", "480x", "640x", "768x", "960x", "1280x", "1600x", "1920x", "2560x"),
        _ => null,
    };

    /// <summary>The one of its dimensions that answers what is no width.</summary>
    public static Dimension DefaultOf(string name) => Parse(name == Responsive ? "640x" : "200x200")[0];

    private static Dimension[] Parse(params string[] texts) =>
        Array.ConvertAll(
            texts, text => Dimension.TryParse(text, out var dimension) ? dimension : throw new ArgumentException(text, nameof(texts)));
}

/// <summary>How a picture meets its box; the words are those of CSS <c>object-fit</c> and of sharp.</summary>
internal enum Fit
{
    /// <summary>Fills the box; what sticks out is cropped.</summary>
    Cover,

    /// <summary>Lies whole within the box, which is filled up around it: transparent, or with the background.</summary>
    Contain,

    /// <summary>Lies whole within the box and is no larger than that: one side may be shorter.</summary>
    Inside,
}
