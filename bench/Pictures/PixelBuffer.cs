using ImageFunctions.Imaging;
using ImageFunctions.Imaging.Resampling;
using ImageFunctions.Imaging.Vips;
using ImageFunctions.Imaging.Vips.Native;

namespace Bench.Pictures;

/// <summary>Decoded pixels, 8 bits a sample, interleaved.</summary>
/// <param name="Width">In pixels.</param>
/// <param name="Height">In pixels.</param>
/// <param name="Bands">Samples a pixel.</param>
/// <param name="Samples">Row by row.</param>
internal sealed record PixelBuffer(int Width, int Height, int Bands, byte[] Samples)
{
    /// <summary>One sample.</summary>
    public byte this[int x, int y, int band] => Samples[(((y * Width) + x) * Bands) + band];

    /// <summary>The same in grey (Rec. 709 luma), on which SSIM is usually told.</summary>
    public PixelBuffer ToLuma()
    {
        var luma = new byte[Width * Height];
        for (var i = 0; i < luma.Length; i++)
        {
            luma[i] = (byte)Math.Round(
                (0.2126 * Samples[i * Bands]) + (0.7152 * Samples[(i * Bands) + 1]) + (0.0722 * Samples[(i * Bands) + 2]));
        }

        return new PixelBuffer(Width, Height, 1, luma);
    }

    /// <summary>Decodes a file to sRGB, laid on a grey ground where it is transparent; of an animation, the first frame.</summary>
    public static PixelBuffer Decode(byte[] file)
    {
        using var work = new Work(CancellationToken.None);
        return Of(Open(file, work), work);
    }

    /// <summary>Opens a file as three bands of 8 bits.</summary>
    /// <param name="file">The file.</param>
    /// <param name="work">Owns what is opened.</param>
    /// <param name="byProfile">Whether its profile is heeded, where it has one.</param>
    public static VipsImage Open(byte[] file, Work work, bool byProfile = false)
    {
        var buffer = work.Own(NativeBuffer.CopyOf(file));
        var kind = SourceSignature.Detect(file);
        var info = VipsHeader.Read(kind, buffer);
        var image = work.Own(Loader.Open(info, buffer, shrink: 1, allFrames: false));
        image = byProfile && image.Has("icc-profile-data") ? work.Own(image.IccTransform("srgb")) : image;
        var rgb = image.Bands < 3 ? work.Own(image.ToColourSpace(VipsInterpretation.Srgb)) : image;
        return rgb.HasAlpha ? work.Own(OnGrey(rgb)) : rgb;
    }

    // In linear light, as the service does.
    private static VipsImage OnGrey(VipsImage image)
    {
        var row = new byte[image.Width * 3];
        return image.MapRows(3, (_, pixels) =>
        {
            Compositing.Flatten(pixels, [128, 128, 128], row);
            return row;
        });
    }

    /// <summary>Computes an image's pixels.</summary>
    public static PixelBuffer Of(VipsImage image, Work work)
    {
        var bytes = work.Own(image.Cast(VipsBandFormat.UChar));
        return new PixelBuffer(bytes.Width, bytes.Height, bytes.Bands, bytes.ToArray());
    }

    /// <summary>A rectangle out of it.</summary>
    public PixelBuffer Cut(int left, int top, int width, int height)
    {
        var samples = new byte[width * height * Bands];
        for (var y = 0; y < height; y++)
        {
            Samples.AsSpan((((top + y) * Width) + left) * Bands, width * Bands).CopyTo(samples.AsSpan(y * width * Bands));
        }

        return new PixelBuffer(width, height, Bands, samples);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Width}x{Height}x{Bands}";
}
