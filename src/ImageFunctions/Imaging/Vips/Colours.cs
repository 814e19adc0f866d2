using ImageFunctions.Imaging.Resampling;
using ImageFunctions.Imaging.Vips.Native;
using ImageFunctions.Settings;

namespace ImageFunctions.Imaging.Vips;

/// <summary>
/// Brings every colour space to 8-bit sRGB, to 8-bit grey, which is written smaller, or, where that is kept, to Display P3.
/// </summary>
internal static class Colours
{
    /// <summary>libvips' name for the profile.</summary>
    public const string ProfileField = "icc-profile-data";

    private delegate void RowConversion(ReadOnlySpan<byte> row, Span<byte> result);

    private const string Srgb = "srgb";
    private const string DisplayP3 = "p3";

    /// <summary>By the embedded ICC profile where there is a usable one, else by what the bands mean.</summary>
    public static VipsImage Convert(VipsImage image, PipelineContext context)
    {
        if (context.InDisplayP3)
        {
            return ToDisplayP3(image, context.Work);
        }

        var cmyk = image.Interpretation == VipsInterpretation.Cmyk;
        if (cmyk || image.Has(ProfileField))
        {
            if (TryByProfile(image, cmyk ? "cmyk" : Srgb, Srgb, context.Work) is { } converted)
            {
                return converted;
            }
        }

        var grey = image.Interpretation is VipsInterpretation.BlackWhite or VipsInterpretation.Grey16;
        var wanted = grey ? VipsInterpretation.BlackWhite : VipsInterpretation.Srgb;
        return image.Interpretation == wanted && image.Format == VipsBandFormat.UChar
            ? image
            : context.Work.Own(context.Work.Own(image.ToColourSpace(wanted)).Cast(VipsBandFormat.UChar));
    }

    /// <summary>
    /// Brings a high dynamic range, or Lab, into sRGB before anything else is done, and gives the profile that code points mean; what is
    /// none of these stays as it is.
    /// </summary>
    /// <param name="image">As decoded.</param>
    /// <param name="info">What the header said.</param>
    /// <param name="work">Owns the result.</param>
    public static VipsImage ToStandardRange(VipsImage image, SourceInfo info, Work work)
    {
        if (info.CodedProfile is { } profile)
        {
            return WithProfile(image, profile, work);
        }

        if (!info.IsConvertedFirst || image.Bands > 4 || (info.Lab is not null && image.Bands < 3)
            || image.Format is not (VipsBandFormat.UChar or VipsBandFormat.UShort))
        {
            return image;
        }

        var convert = info.Hdr is { } coding ? ByToneMap(coding, image, info) : FromLab(info.Lab!.Value, image);
        var row = new byte[image.Width * info.PixelBytes];
        var converted = work.Own(image.MapRows(image.Bands, (_, pixels) =>
        {
            convert(pixels, row);
            return row;
        }));
        converted.Remove(ProfileField);
        return converted;
    }

    /// <summary>A colour for an image of that many bands without alpha: three, or one of equal lightness (Rec. 709 luma).</summary>
    public static double[] ToBands(this Colour colour, int bands) => bands >= 3
        ? [colour.Red, colour.Green, colour.Blue]
        : [Math.Round((0.2126 * colour.Red) + (0.7152 * colour.Green) + (0.0722 * colour.Blue))];

    private static RowConversion ByToneMap(HdrCoding coding, VipsImage image, SourceInfo info)
    {
        var sampleBits = info.SampleBytes * 8;
        var bits = sampleBits == 8 ? 8 : Math.Clamp(image.GetInt("heif-bitdepth", sampleBits), 9, sampleBits);
        return new ToneMap(coding, image.Bands, image.HasAlpha, bits).Apply;
    }

    private static RowConversion FromLab(LabCoding coding, VipsImage image)
    {
        var (lab, isWide) = (new LabColours(coding, image.Bands), image.Format == VipsBandFormat.UShort);
        return (row, result) => lab.Apply(row, result, isWide);
    }

    // The profile that libvips converts by is for its own use: the variant carries the service's.
    private static VipsImage ToDisplayP3(VipsImage image, Work work)
    {
        var assumed = image.Interpretation == VipsInterpretation.Cmyk ? "cmyk" : Srgb;
        var converted = TryByProfile(image, assumed, DisplayP3, work)
            ?? work.Own(WithProfile(image, [], work).IccTransform(assumed, DisplayP3));
        return WithProfile(converted, ColourProfile.DisplayP3, work);
    }

    private static VipsImage WithProfile(VipsImage image, ReadOnlySpan<byte> profile, Work work)
    {
        var copy = work.Own(image.Copy());
        copy.Remove(ProfileField);
        if (!profile.IsEmpty)
        {
            copy.Set(ProfileField, profile);
        }

        return copy;
    }

    // A profile that does not fit its picture (broken, or of another colour space) is as good as none.
    private static VipsImage? TryByProfile(VipsImage image, string assumed, string wanted, Work work)
    {
        try
        {
            return work.Own(image.IccTransform(assumed, wanted));
        }
        catch (VipsException)
        {
            return null;
        }
    }
}
