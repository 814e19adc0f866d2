namespace ImageFunctions.Requests;

/// <summary>Every variant that requests can lead to under the current settings.</summary>
/// <param name="allowed">The allowed dimensions.</param>
/// <param name="fallback">The default dimension.</param>
/// <param name="formats">The formats offered to viewers that take them.</param>
internal sealed class AllVariants(IReadOnlyList<Dimension> allowed, Dimension fallback, IReadOnlyList<string> formats)
{
    // Formats that were offered under other settings may still be stored.
    private static readonly string[] OfferableFormats = ["webp", "avif"];

    private readonly Dimension[] dimensions = [.. allowed.Append(fallback).Distinct()];

    /// <summary>Those of one original; none where it has no extension, or scales by itself.</summary>
    public IReadOnlyList<Variant> Of(ImagePath original) => Of(original, formats);

    /// <summary>Those of one original, and those that it may have from other settings of the formats.</summary>
    public IReadOnlyList<Variant> EverOf(ImagePath original) => Of(original, OfferableFormats);

    private List<Variant> Of(ImagePath original, IReadOnlyList<string> offered)
    {
        if (original.Extension is "" or ImageFormats.SvgExtension)
        {
            return [];
        }

        string[] segments = [.. offered.Append(VariantPath.OwnSegment(original)).Distinct()];
        return
        [
            .. from dimension in dimensions
               from segment in segments
               let variant = VariantPath.For(original, dimension, segment).Value
               where variant is not null // its path would be longer than storage takes
               select variant,
        ];
    }
}
