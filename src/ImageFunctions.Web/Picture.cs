using System.Globalization;

namespace ImageFunctions.Web;

/// <summary>What a <c>&lt;picture&gt;</c> is made of.</summary>
/// <param name="Sources">Of its sources, best first.</param>
/// <param name="Src">For what knows no <c>srcset</c>.</param>
/// <param name="SrcSet">The candidates in the original's own format; null where nothing is known of the picture.</param>
/// <param name="Width">Of the original, upright, or of a box where boxes are all there is: keeps the page from jumping.</param>
/// <param name="Height">Likewise.</param>
/// <param name="Placeholder">A <c>data:</c> address to show before the picture. None for transparent ones,
/// which it would shine through.</param>
public sealed record Picture(
    IReadOnlyList<PictureCandidates> Sources, string Src, string? SrcSet, int? Width, int? Height, string? Placeholder)
{
    /// <summary>The attributes of its <c>&lt;img&gt;</c>. What says when to load stands before what to load.</summary>
    /// <param name="sizes">The attribute: how wide the picture stands in the page.</param>
    public IEnumerable<(string Name, string Value)> ImgAttributes(string? sizes)
    {
        (string Name, string? Value)[] attributes =
        [
            ("loading", "lazy"), ("decoding", "async"), ("width", Text(Width)), ("height", Text(Height)),
            ("sizes", SrcSet is null ? null : sizes), ("srcset", SrcSet), ("src", Src),
            ("style", Placeholder is null ? null : $"background:url({Placeholder}) center/cover no-repeat"),
        ];
        return attributes.Where(static attribute => attribute.Value is not null)!;
    }

    /// <summary>From what the origin said.</summary>
    /// <param name="info">Null where it said nothing: then the original is shown.</param>
    /// <param name="path">Of the original.</param>
    /// <param name="prefix">Before every path.</param>
    internal static Picture From(PictureInfo? info, string path, string prefix)
    {
        if (info is null || OwnType(path) is not { } own)
        {
            return new Picture([], prefix + path, null, null, null, null);
        }

        var sources = info.Variants.Select(variant => variant.Type).Distinct()
            .Where(type => type != own && (!info.Animated || type is "image/webp" or "image/gif"))
            .Select(type => new PictureCandidates(type, List(Candidates(info, type), prefix)));
        var fallback = Candidates(info, own);
        var placeholder = HasAlpha(info.ThumbHash) ? null : info.Placeholder;
        if (fallback is not [.., var largest])
        {
            return new Picture([.. sources], prefix + path, null, info.Width, info.Height, placeholder);
        }

        var (width, height) = IsOfShape(largest, info.Width, info.Height) ? (info.Width, info.Height) : (largest.Width, largest.Height);
        return new Picture([.. sources], prefix + largest.Url, List(fallback, prefix), width, height, placeholder);
    }

    /// <summary>
    /// Those of the picture's own shape, or else of the first one's: one a width, ascending, up to one not smaller than the original.
    /// </summary>
    private static List<PictureVariant> Candidates(PictureInfo info, string type)
    {
        var all = info.Variants.Where(variant => variant.Type == type).ToList();
        var shape = all.Where(variant => IsOfShape(variant, info.Width, info.Height)).ToList();
        if (shape.Count == 0 && all.Count > 0)
        {
            shape = [.. all.Where(variant => IsOfShape(variant, all[0].Width, all[0].Height))];
        }

        var ladder = shape.DistinctBy(variant => variant.Width).OrderBy(variant => variant.Width).ToList();
        var enough = ladder.FindIndex(variant => variant.Width >= info.Width);
        return enough < 0 ? ladder : ladder[..(enough + 1)];
    }

    private static string? Text(int? number) => number?.ToString(CultureInfo.InvariantCulture);

    private static bool IsOfShape(PictureVariant variant, int width, int height) =>
        Math.Abs(variant.Height - ((double)variant.Width * height / width)) <= 1;

    private static string List(IEnumerable<PictureVariant> candidates, string prefix) =>
        string.Join(", ", candidates.Select(one => string.Create(CultureInfo.InvariantCulture, $"{prefix}{one.Url} {one.Width}w")));

    /// <summary>The type that an original keeps; null for a drawing, which scales by itself.</summary>
    private static string? OwnType(string path) => Path.GetExtension(path).ToUpperInvariant() switch
    {
        ".SVG" => null,
        ".PNG" => "image/png",
        ".GIF" => "image/gif",
        ".WEBP" => "image/webp",
        ".AVIF" => "image/avif",
        _ => "image/jpeg",
    };

    /// <summary>A ThumbHash says of a transparent picture that it is one, in the last bit of its third byte.</summary>
    private static bool HasAlpha(string? thumbHash)
    {
        var bytes = new byte[32];
        return Convert.TryFromBase64String(thumbHash ?? "", bytes, out var length) && length > 2 && (bytes[2] & 0x80) != 0;
    }
}

/// <summary>What one <c>&lt;source&gt;</c> offers.</summary>
public sealed record PictureCandidates(string Type, string SrcSet);
