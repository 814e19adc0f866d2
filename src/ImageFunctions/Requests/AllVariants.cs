namespace ImageFunctions.Requests;

/// <summary>Every variant that requests can lead to under the current settings; each has an address of its own, its path.</summary>
/// <param name="allowed">The allowed dimensions.</param>
/// <param name="fallback">The default dimension.</param>
/// <param name="formats">The formats offered to viewers that take them.</param>
internal sealed class AllVariants(IReadOnlyList<Dimension> allowed, Dimension fallback, IReadOnlyList<string> formats)
{
    // Formats that were offered under other settings may still be stored.
    private static readonly string[] OfferableFormats = ["webp", "avif"];

    private readonly OrderedDictionary<string, Dimension> byPath = new(
        allowed.Append(fallback).Distinct().Select(dimension => KeyValuePair.Create(dimension.PathSegment, dimension)),
        StringComparer.Ordinal);

    /// <summary>Those of one original; none where it has no extension, or scales by itself.</summary>
    public IReadOnlyList<Variant> Of(ImagePath original) => Of(original, formats);

    /// <summary>Those of one original, and those that it may have from other settings of the formats.</summary>
    public IReadOnlyList<Variant> EverOf(ImagePath original) => Of(original, OfferableFormats);

    /// <summary>The variant whose own path this is.</summary>
    /// <returns>Null where the path does not look like a variant's; a refusal where it does, but of none that is offered.</returns>
    public Outcome<Variant>? At(ImagePath path)
    {
        if (!VariantPath.TryParse(path.Blob, out var name, out var dimension, out var segment)
            || path.Extension is "" or ImageFormats.SvgExtension)
        {
            return null;
        }

        var original = path.WithBlob(name);
        string[] segments = [.. formats.Append(VariantPath.OwnSegment(original)).Distinct()];
        return byPath.TryGetValue(dimension, out var offered) && segments.Contains(segment)
            ? VariantPath.For(original, offered, segment)
            : Refusal.NotOffered(byPath.Keys, segments);
    }

    private List<Variant> Of(ImagePath original, IReadOnlyList<string> offered)
    {
        if (original.Extension is "" or ImageFormats.SvgExtension)
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
