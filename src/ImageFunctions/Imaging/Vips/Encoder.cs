using ImageFunctions.Imaging.Vips.Native;
using ImageFunctions.Requests;
using ImageFunctions.Settings;

namespace ImageFunctions.Imaging.Vips;

/// <summary>Writes finished pixels. No metadata of the source goes along: no EXIF, GPS, XMP or thumbnail.</summary>
internal static class Encoder
{
    // Chosen by measurement: docs/encoding.md. A change needs a new Recipe.PipelineVersion.
    private const int WebPEffort = 2;
    private const int AnimatedWebPEffort = 3;
    private const int AvifCompression = 4; // vips/foreign.h, VIPS_FOREIGN_HEIF_COMPRESSION_AV1
    private const int AvifEffort = 0;
    private const int PngLevel = 6;
    private const int PngFilterAll = 0xF8; // vips/foreign.h, VIPS_FOREIGN_PNG_FILTER_ALL
    private const int PngFilterNone = 0x08; // neighbours in a table of colours are no neighbours in number
    private const int PngBitsOfGrey = 4; // edges of ink that were scaled need shades, not 256 of them
    private const int PngColoursThatLookAlike = 85; // of 100: as many colours as come that near to all of them
    private const int WebPNextToNoLoss = 60; // the two lowest bits where edges are anyway
    private const int GifEffort = 1;

    /// <summary>Encodes a picture of 8-bit samples.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="format">The encoding.</param>
    /// <param name="options">The qualities.</param>
    /// <param name="keep">What is written of the metadata that the image has been given.</param>
    /// <param name="source">What it was made of, where nothing was laid over: a table of colours suffices again.</param>
    /// <exception cref="VipsException">Decoding failed on the way, or the work was stopped.</exception>
    public static byte[] Encode(
        VipsImage image, ImageFormat format, ImageOptions options, VipsKeep keep = VipsKeep.None, SourceInfo? source = null)
    {
        using var operation = format switch
        {
            ImageFormat.Jpeg => new VipsOperation("jpegsave_buffer")
                .Set("Q", options.JpegQuality).Set("subsample_mode", VipsSubsample.On).Set("optimize_coding", true),
            ImageFormat.WebP => new VipsOperation("webpsave_buffer")
                .Set("Q", options.WebpQuality).Set("effort", image.Has("page-height") ? AnimatedWebPEffort : WebPEffort),
            ImageFormat.Png when source is { HasPalette: true } => PngPalette(),
            ImageFormat.Png => new VipsOperation("pngsave_buffer").Set("compression", PngLevel).Set("filter", PngFilterAll),
            ImageFormat.Gif => new VipsOperation("gifsave_buffer")
                .Set("effort", GifEffort).Set("reuse", source is not null),
            ImageFormat.Avif => new VipsOperation("heifsave_buffer")
                .Set("compression", AvifCompression).Set("Q", options.AvifQuality).Set("effort", AvifEffort).Set("bitdepth", 8),
            _ => throw new ArgumentOutOfRangeException(nameof(format), format, null),
        };
        return Run(operation, image, keep);
    }

    /// <summary>Encodes the other way that a format has: PNG with a table of at most 256 colours, or 16 greys, WebP with next to no
    /// loss. Null for the others.</summary>
    /// <inheritdoc cref="Encode(VipsImage, ImageFormat, ImageOptions, VipsKeep, SourceInfo?)"/>
    public static byte[]? EncodeOtherwise(VipsImage image, ImageFormat format, VipsKeep keep)
    {
        using var operation = format switch
        {
            ImageFormat.Png when image.Bands >= 3 => PngPalette().Set("Q", PngColoursThatLookAlike),
            ImageFormat.Png => PngPalette().Set("bitdepth", PngBitsOfGrey).Set("dither", 0.0),
            ImageFormat.WebP => new VipsOperation("webpsave_buffer")
                .Set("near_lossless", true).Set("Q", WebPNextToNoLoss).Set("effort", WebPEffort),
            _ => null,
        };
        return operation is null ? null : Run(operation, image, keep);
    }

    private static VipsOperation PngPalette() =>
        new VipsOperation("pngsave_buffer").Set("compression", PngLevel).Set("filter", PngFilterNone).Set("palette", true);

    private static byte[] Run(VipsOperation operation, VipsImage image, VipsKeep keep) =>
        operation.Set("in", image).Set("keep", keep).RunToBytes();
}
