namespace ImageFunctions.Requests;

/// <summary>
/// The rewrite of the AWS article: <c>/{container}/{prefix}/{name}.{ext}?d={w}x{h}</c> becomes
/// <c>/{container}/{prefix}/{W}x{H}/{format}/{name}.{ext}</c>.
/// </summary>
/// <param name="snap">Leads to an allowed dimension.</param>
/// <param name="formats">Leads to a format that the viewer takes.</param>
internal sealed class Rewrite(DimensionSnap snap, FormatChoice formats)
{
    /// <summary>The variant that answers a request.</summary>
    /// <param name="original">The picture asked for.</param>
    /// <param name="dimension">The value of <c>d</c>, not empty.</param>
    /// <param name="imageFormatHeader">The value of <see cref="ImageFormats.Header"/>, null where it was not sent.</param>
    /// <param name="accept">The values of <c>Accept</c>.</param>
    public Outcome<Variant> Apply(ImagePath original, string dimension, string? imageFormatHeader, IList<string> accept)
    {
        if (original.Extension.Length == 0)
        {
            return Refusal.NoExtension;
        }

        var segment = formats.Choose(imageFormatHeader, accept) ?? VariantPath.OwnSegment(original);
        return VariantPath.For(original, snap.Snap(dimension), segment);
    }
}
