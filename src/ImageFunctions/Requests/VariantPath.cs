using System.Diagnostics.CodeAnalysis;

namespace ImageFunctions.Requests;

/// <summary>
/// Where variants are stored: <c>{prefix}/{W}x{H}/{format}/{name}</c> beside <c>{prefix}/{name}</c> (contract, section 2).
/// </summary>
internal static class VariantPath
{
    /// <summary>The first segment of addresses that ask about an original; so no container may have this name.</summary>
    public const string InfoDimension = "info";

    private const string InfoPrefix = $"/{InfoDimension}/";
    private const string InfoSegment = "json";
    private const int InfoSide = 100; // what is known of a picture is told from so many pixels

    /// <summary>The variant of an original in a dimension,
    /// and in the format that <paramref name="segment"/> names by its extension.</summary>
    public static Outcome<Variant> For(ImagePath original, Dimension dimension, string segment)
    {
        ImageFormats.TryFromExtension(segment, out var format);
        var name = original.FileName;
        var path = original.WithBlob($"{original.Blob[..^name.Length]}{dimension.PathSegment}/{segment}/{name}");
        return path.Blob.Length <= ImagePath.MaxLength ? new Variant(original, path, dimension, format) : Refusal.PathTooLong;
    }

    /// <summary>What is known of an original: stored at <c>{prefix}/info/json/{name}</c>,
    /// asked for at <c>/info/{container}/{prefix}/{name}</c>.</summary>
    public static Outcome<Variant> InfoOf(ImagePath original)
    {
        var name = original.FileName;
        var path = original.WithBlob($"{original.Blob[..^name.Length]}{InfoDimension}/{InfoSegment}/{name}");
        return path.Blob.Length <= ImagePath.MaxLength
            ? new Variant(original, path, Dimension.Inside(InfoSide), ImageFormat.Info)
            : Refusal.PathTooLong;
    }

    /// <summary>The address at which an original is asked about.</summary>
    public static ImagePath InfoAddress(ImagePath original) => ImagePath.Configured($"{InfoDimension}{original}");

    /// <summary>The path of the original that <c>/info/…</c> asks about, with a slash before it.</summary>
    public static bool TryParseInfo(string path, [NotNullWhen(true)] out string? original)
    {
        original = path.StartsWith(InfoPrefix, StringComparison.Ordinal) ? path[(InfoPrefix.Length - 1)..] : null;
        return original is not null;
    }

    /// <summary>The format segment of variants that keep their original's own format.</summary>
    public static string OwnSegment(ImagePath original) =>
        ImageFormats.TryFromExtension(original.Extension, out _) ? original.Extension : "jpg";

    /// <summary>Takes the name of a variant apart, by its shape alone: an original may be called the same.</summary>
    /// <param name="blob">A blob's name.</param>
    /// <param name="original">The name of what it would be made from.</param>
    /// <param name="dimension">Its dimension segment, such as <c>100x100</c>.</param>
    /// <param name="segment">Its format segment.</param>
    public static bool TryParse(
        string blob,
        [NotNullWhen(true)] out string? original, [NotNullWhen(true)] out string? dimension, [NotNullWhen(true)] out string? segment)
    {
        (original, dimension, segment) = (null, null, null);
        var parts = blob.Split('/');
        if (parts.Length < 3 || parts[^1].Length == 0)
        {
            return false;
        }

        var isInfo = parts[^3] == InfoDimension && parts[^2] == InfoSegment;
        if (!isInfo && (!ImageFormats.TryFromExtension(parts[^2], out _)
            || parts[^3].Contains(':', StringComparison.Ordinal) || !Dimension.TryParse(parts[^3], out _)))
        {
            return false;
        }

        (dimension, segment) = (parts[^3], parts[^2]);
        original = string.Join('/', parts[..^3].Append(parts[^1]));
        return true;
    }
}

/// <summary>An original in one dimension and format, and the path where that is stored.</summary>
internal sealed record Variant(ImagePath Original, ImagePath Path, Dimension Dimension, ImageFormat Format);

/// <summary>Every variant that requests can lead to under the current settings; each has an address of its own, its path.</summary>
internal sealed class AllVariants(IReadOnlyList<Dimension> allowed, Dimension fallback, IReadOnlyList<string> formats)
{
    // Formats that were offered under other settings may still be stored.
    private static readonly string[] OfferableFormats = ["webp", "avif"];

    private readonly OrderedDictionary<string, Dimension> byPath = new(
        allowed.Append(fallback).Distinct().Select(dimension => KeyValuePair.Create(dimension.PathSegment, dimension)),
        StringComparer.Ordinal);

    /// <summary>Those of one original, and what is known of it; none where it has no extension, or scales by itself.</summary>
    public IReadOnlyList<Variant> Of(ImagePath original) => [.. PicturesOf(original), .. InfoOf(original)];

    /// <summary>The pictures among them.</summary>
    public IReadOnlyList<Variant> PicturesOf(ImagePath original) => Of(original, formats);

    /// <summary>Those of one original, and those that it may have from other settings of the formats.</summary>
    public IReadOnlyList<Variant> EverOf(ImagePath original) => [.. Of(original, OfferableFormats), .. InfoOf(original)];

    /// <summary>The variant whose own path this is.</summary>
    /// <returns>Null where the path does not look like a variant's; a refusal where it does, but of none that is offered.</returns>
    public Outcome<Variant>? At(ImagePath path)
    {
        if (!VariantPath.TryParse(path.Blob, out var name, out var dimension, out var segment)
            || path.Extension.Length == 0 || ImageFormats.IsSvgExtension(path.Extension) || dimension == VariantPath.InfoDimension)
        {
            return null;
        }

        var original = path.WithBlob(name);
        string[] segments = [.. formats.Append(VariantPath.OwnSegment(original)).Distinct()];
        return byPath.TryGetValue(dimension, out var offered) && segments.Contains(segment)
            ? VariantPath.For(original, offered, segment)
            : Refusal.NotOffered(byPath.Keys, segments);
    }

    private static IEnumerable<Variant> InfoOf(ImagePath original) =>
        original.Extension.Length > 0
            && !ImageFormats.IsSvgExtension(original.Extension)
            && VariantPath.InfoOf(original).Try(out var info, out _) ? [info] : [];

    private List<Variant> Of(ImagePath original, IReadOnlyList<string> offered)
    {
        if (original.Extension.Length == 0 || ImageFormats.IsSvgExtension(original.Extension))
        {
            return [];
        }

        string[] segments = [.. offered.Append(VariantPath.OwnSegment(original)).Distinct()];
        return
        [
            .. from dimension in byPath.Values
               from segment in segments
               let variant = VariantPath.For(original, dimension, segment).Value
               where variant is not null // its path would be longer than storage takes
               select variant,
        ];
    }
}
