using ImageFunctions.Imaging.Gif;
using ImageFunctions.Requests;

namespace ImageFunctions.Imaging.Vips;

/// <summary>
/// How many bytes a conversion will hold at its peak, beside its original, told from the header alone. The numbers are upper bounds of
/// what was measured with libvips and its codecs (<c>bench/run torture measure</c>, docs/operate.md); streaming decoders hold a few lines,
/// the others whole frames.
/// </summary>
internal static class DecodeCost
{
    private const long Fixed = 16 << 20; // tables, profiles, the encoder's least
    private const int Lines = 768; // of a streamed picture that are kept: by libvips, or a quarter of it by the service's own resampler
    private const long PerFrame = 192 << 10; // of an animation: its own chain of steps
    private const int Rgba = 4;
    private const int Tries = 48; // bytes a pixel
    private const int Steps = 3; // whose results are whole: scaled, flattened, marked

    /// <summary>The estimate in bytes: of the variant that costs most, and of the scaled pixels of all where there are several.</summary>
    /// <param name="source">What the header says.</param>
    /// <param name="targets">What is to be made of it, one after the other.</param>
    public static long Estimate(SourceInfo source, IReadOnlyList<Target> targets) =>
        targets.Max(target => Estimate(source, source.GeometryFor(target.Dimension), target.Format))
        + (targets.Count > 1 ? targets.Sum(target => Scaled(source, source.GeometryFor(target.Dimension))) : 0);

    /// <summary>The estimate in bytes for one variant.</summary>
    /// <param name="source">What the header says.</param>
    /// <param name="geometry">What it will become.</param>
    /// <param name="format">What will be encoded.</param>
    public static long Estimate(SourceInfo source, Geometry geometry, ImageFormat format)
    {
        var frame = (long)source.Width * source.Height;
        var frames = format.CanAnimate ? source.Frames : 1;
        return Fixed + (Lines * source.Width * (long)source.PixelBytes) + Decoder(source, frame)
            + (source.IsConvertedFirst ? frame * source.PixelBytes : 0)
            + (PerFrame * (frames - 1))
            + Finished(source, geometry, format)
            + (source.AnimatesAs(format) ? Animated(source, frame, geometry, format) : 0);
    }

    // The frame before, to see what has changed; what a GIF is written from; what tries of a WebP leave between each other's blocks.
    private static long Animated(SourceInfo source, long frame, Geometry geometry, ImageFormat format) => (frame * Rgba) + format switch
    {
        ImageFormat.Gif => GifAnimation.MemoryFor(geometry.Width, geometry.Height),
        ImageFormat.WebP when source.Kind == SourceKind.WebP => ((long)geometry.Width * geometry.Height * Tries) + (frame * Rgba),
        _ => 0,
    };

    private static long Decoder(SourceInfo source, long frame) => source.Kind switch
    {
        SourceKind.Jpeg => source.Interlaced ? frame * source.Bands * sizeof(short) : 0, // all coefficients, whatever the shrink
        SourceKind.Png => source.Interlaced ? frame * source.PixelBytes : 0,
        SourceKind.WebP => frame * Rgba * (source.Frames > 1 ? 9 : 2), // lossless: whole
        SourceKind.Gif => frame * Rgba * (source.Frames > 1 ? 9 : 3), // canvas, frame, the one before, and what streaming keeps of them
        SourceKind.Heif => frame * Rgba * source.SampleBytes * 4, // planes, the decoder's reference, the interleaved picture
        SourceKind.HeifHevc => frame * source.PixelBytes * 3, // planes, the interleaved picture, that as a file
        // it may be all one strip, or a row of large tiles
        SourceKind.Tiff => Math.Max(frame, 2 * source.TileRowPixels) * source.PixelBytes,
        _ => 0,
    };

    // The pixels of a step are held in memory until the end, while the encoder works on its own copy; turning takes one more.
    private static long Finished(SourceInfo source, Geometry geometry, ImageFormat format)
    {
        var canvas = (long)geometry.Width * geometry.Height;
        var turned = source.Orientation.IsUpright ? 0 : (long)geometry.ScaledWidth * geometry.ScaledHeight * Rgba;
        var encoder = format switch
        {
            ImageFormat.Avif => 48,
            ImageFormat.WebP when source.Kind == SourceKind.WebP => 24, // it may be tried without loss: EncodingSearch
            ImageFormat.WebP or ImageFormat.Gif => 12,
            _ => 4,
        };
        return turned + (canvas * ((Rgba * Steps) + encoder));
    }

    private static long Scaled(SourceInfo source, Geometry geometry) =>
        (long)geometry.ScaledWidth * geometry.ScaledHeight * source.PixelBytes;
}
