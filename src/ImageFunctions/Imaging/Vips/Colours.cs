using ImageFunctions.Imaging.Resampling;
using ImageFunctions.Imaging.Vips.Native;
using ImageFunctions.Settings;

namespace ImageFunctions.Imaging.Vips;

/// <summary>Brings every colour space to 8-bit sRGB, or to 8-bit grey, which is written smaller.</summary>
internal static class Colours
{
    private const string ProfileField = "icc-profile-data";

    /// <summary>By the embedded ICC profile where there is a usable one, else by what the bands mean.</summary>
    public static VipsImage ToSrgb(VipsImage image, PipelineContext context)
    {
        var cmyk = image.Interpretation == VipsInterpretation.Cmyk;
        if (cmyk || image.Has(ProfileField))
        {
            if (TryByProfile(image, cmyk ? "cmyk" : "srgb", context.Work) is { } converted)
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

    /// <summary>Brings a high dynamic range into sRGB's, before anything else is done; what has none stays as it is.</summary>
    /// <param name="image">As decoded.</param>
    /// <param name="info">What the header said.</param>
    /// <param name="work">Owns the result.</param>
    public static VipsImage ToStandardRange(VipsImage image, SourceInfo info, Work work)
    {
        if (info.Hdr is not { } coding || image.Bands > 4 || image.Format is not (VipsBandFormat.UChar or VipsBandFormat.UShort))
        {
            return image;
        }

        var sampleBits = info.SampleBytes * 8;
        var bits = sampleBits == 8 ? 8 : Math.Clamp(image.GetInt("heif-bitdepth", sampleBits), 9, sampleBits);
        var toneMap = new ToneMap(coding, image.Bands, image.HasAlpha, bits);
        var row = new byte[image.Width * info.PixelBytes];
        var mapped = work.Own(image.MapRows(image.Bands, (_, pixels) =>
        {
            toneMap.Apply(pixels, row);
            return row;
        }));
        mapped.Remove(ProfileField);
        return mapped;
    }

    /// <summary>A colour for an image of that many bands without alpha: three, or one of equal lightness (Rec. 709 luma).</summary>
    public static double[] ToBands(this Colour colour, int bands) => bands >= 3
        ? [colour.Red, colour.Green, colour.Blue]
        : [Math.Round((0.2126 * colour.Red) + (0.7152 * colour.Green) + (0.0722 * colour.Blue))];

    // A profile that does not fit its picture (broken, or of another colour space) is as good as none.
    private static VipsImage? TryByProfile(VipsImage image, string assumed, Work work)
    {
        try
        {
            return work.Own(image.IccToSrgb(assumed));
        }
        catch (VipsException)
        {
            return null;
        }
    }
}
