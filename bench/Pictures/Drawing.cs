using ImageFunctions.Imaging.Vips;
using ImageFunctions.Imaging.Vips.Native;

namespace Bench.Pictures;

/// <summary>Makes images out of computed pixels.</summary>
internal static class Drawing
{
    /// <summary>An image of 8-bit sRGB, or of grey for one band or two.</summary>
    public static unsafe VipsImage ToImage(this PixelBuffer pixels, Work work)
    {
        fixed (byte* samples = pixels.Samples)
        {
            var image = LibVips.NewFromMemory(
                samples, (nuint)pixels.Samples.Length, pixels.Width, pixels.Height, pixels.Bands, VipsBandFormat.UChar);
            var bare = work.Own(image != 0 ? new VipsImage(image) : throw VipsException.Take("new from memory"));
            return work.Own(bare.As(pixels.Bands < 3 ? VipsInterpretation.BlackWhite : VipsInterpretation.Srgb));
        }
    }

    /// <summary>A PNG of exactly these pixels.</summary>
    public static byte[] ToPng(this PixelBuffer pixels)
    {
        VipsLibrary.EnsureLoaded();
        using var work = new Work(CancellationToken.None);
        using var save = new VipsOperation("pngsave_buffer");
        return save.Set("in", pixels.ToImage(work)).RunToBytes();
    }

    /// <summary>The same samples, said to mean something else.</summary>
    public static VipsImage As(this VipsImage image, VipsInterpretation interpretation)
    {
        using var copy = new VipsOperation("copy");
        return copy.Set("in", image).Set("interpretation", interpretation).Run();
    }
}
