using ImageFunctions.Requests;

namespace ImageFunctions.Imaging.ImageSharp;

/// <summary>
/// How many bytes a conversion will hold at its peak, beside its original, told from the header alone: upper bounds of what was measured
/// with ImageSharp (<c>bench/run torture measure</c>). Its decoders hold whole pictures, and of an animation all frames at once.
/// </summary>
internal static class DecodeCost
{
    private const long Fixed = 32 << 20; // tables, the resampler's window, the pool
    private const int Rgba = 4;

    /// <summary>The estimate in bytes: of the variant that costs most, and of the pixels that several share.</summary>
    /// <param name="source">What the header says.</param>
    /// <param name="targets">What is to be made of it, one after the other.</param>
    public static long Estimate(SourceInfo source, IReadOnlyList<Target> targets) =>
        targets.Max(target => Estimate(source, source.GeometryFor(target.Dimension), target.Format))
        + (targets.Count > 1 ? Math.Min(DecodedSource.MostBytesKept, source.Pixels * Rgba) : 0);

    private static long Estimate(SourceInfo source, Geometry geometry, ImageFormat format)
    {
        var frame = (long)source.Width * source.Height;
        var frames = source.AnimatesAs(format) ? source.Frames : 1;
        return Fixed + Decoded(source, geometry, frame * frames) + Decoder(source, frame) + Finished(geometry, format, frames);
    }

    // A JPEG is shrunk as it is decoded.
    private static long Decoded(SourceInfo source, Geometry geometry, long pixels)
    {
        if (source.Kind != SourceKind.Jpeg)
        {
            return pixels * Rgba;
        }

        var shrink = JpegShrink.For(
            Math.Min((double)source.UprightWidth / geometry.ScaledWidth, (double)source.UprightHeight / geometry.ScaledHeight));
        return pixels * Rgba / (shrink * shrink);
    }

    private static long Decoder(SourceInfo source, long frame) => source.Kind switch
    {
        SourceKind.Jpeg => source.Interlaced ? frame * 3 * sizeof(short) : 0, // all coefficients
        SourceKind.WebP => frame * 12, // planes, or the lossless decoder's own pixels
        SourceKind.Gif => frame * 6, // indices, and the frame before
        SourceKind.Tiff => frame * 16, // it may be all one strip
        _ => 0,
    };

    // The canvas, its turned copy, and what the encoder works on.
    private static long Finished(Geometry geometry, ImageFormat format, int frames)
    {
        var canvas = (long)geometry.Width * geometry.Height;
        return (canvas * Rgba * 2 * frames) + (canvas * (format == ImageFormat.WebP ? 48 : 16));
    }
}
