using ImageFunctions.Requests;
using ImageFunctions.Settings;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.Formats.Gif;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.Formats.Webp;
using SixLabors.ImageSharp.PixelFormats;
using SixLabors.ImageSharp.Processing.Processors.Quantization;

namespace ImageFunctions.Imaging.ImageSharp;

/// <summary>Writes finished pixels, with what metadata is on them.</summary>
internal static class Encoders
{
    // Comparable to the default engine's: docs/hosting-and-engines.md. A change needs a new Recipe.PipelineVersion.
    private const WebpEncodingMethod WebpEffort = WebpEncodingMethod.Level2;

    /// <summary>Encodes a picture in sRGB.</summary>
    /// <exception cref="OperationCanceledException">The work was given up.</exception>
    public static byte[] Encode(Image<Rgba32> image, ImageFormat format, ImageOptions options, CancellationToken cancellation)
    {
        using var output = new MemoryStream();
        // it never waits: the stream can be sought in
        image.SaveAsync(output, For(format, Shades.Of(image), options), cancellation).GetAwaiter().GetResult();
        return output.ToArray();
    }

    private static ImageEncoder For(ImageFormat format, Shades shades, ImageOptions options) => format switch
    {
        ImageFormat.Jpeg => new JpegEncoder
        {
            Quality = options.JpegQuality,
            ColorType = shades.Grey ? JpegEncodingColor.Luminance : JpegEncodingColor.YCbCrRatio420,
        },
        ImageFormat.WebP => new WebpEncoder { FileFormat = WebpFileFormatType.Lossy, Quality = options.WebpQuality, Method = WebpEffort },
        ImageFormat.Png => new PngEncoder
        {
            ColorType = (shades.Grey, shades.Opaque) switch
            {
                (true, true) => PngColorType.Grayscale,
                (true, false) => PngColorType.GrayscaleWithAlpha,
                (false, true) => PngColorType.Rgb,
                _ => PngColorType.RgbWithAlpha,
            },
            BitDepth = PngBitDepth.Bit8,
            CompressionLevel = PngCompressionLevel.Level6,
            FilterMethod = PngFilterMethod.Adaptive,
            InterlaceMethod = PngInterlaceMode.None,
            ChunkFilter = PngChunkFilter.ExcludePhysicalChunk | PngChunkFilter.ExcludeGammaChunk | PngChunkFilter.ExcludeTextChunks,
        },
        ImageFormat.Gif => new GifEncoder { ColorTableMode = GifColorTableMode.Local, Quantizer = new WuQuantizer() },
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, null),
    };
}
