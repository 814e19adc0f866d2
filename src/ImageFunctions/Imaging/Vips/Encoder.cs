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
    public const int PngFilterNone = 0x08; // neighbours in a table of colours are no neighbours in number
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
            ImageFormat.Jpeg => Jpeg(options.JpegQuality),
            ImageFormat.WebP => WebP(options.WebpQuality, animated: image.Has("page-height")),
            ImageFormat.Png when source is { HasPalette: true } => PngPalette(),
            ImageFormat.Png => Png(),
            ImageFormat.Gif => Gif(reuse: source is not null),
            ImageFormat.Avif => Avif(options.AvifQuality),
            _ => throw new ArgumentOutOfRangeException(nameof(format), format, null),
        };
        return Run(operation, image, keep);
    }

    /// <summary>Encodes a picture in a way that was chosen.</summary>
    /// <exception cref="VipsException">Decoding failed on the way, or the work was stopped.</exception>
    public static byte[] Run(VipsOperation operation, VipsImage image, VipsKeep keep) =>
        operation.Set("in", image).Set("keep", keep).RunToBytes();

    public static VipsOperation Jpeg(int quality) => new VipsOperation("jpegsave_buffer")
        .Set("Q", quality).Set("subsample_mode", VipsSubsample.On).Set("optimize_coding", true);

    public static VipsOperation WebP(int quality, bool animated) => new VipsOperation("webpsave_buffer")
        .Set("Q", quality).Set("effort", animated ? AnimatedWebPEffort : WebPEffort);

    public static VipsOperation Avif(int quality) => new VipsOperation("heifsave_buffer")
        .Set("compression", AvifCompression).Set("Q", quality).Set("effort", AvifEffort).Set("bitdepth", 8);

    public static VipsOperation Png() => new VipsOperation("pngsave_buffer").Set("compression", PngLevel).Set("filter", PngFilterAll);

    /// <summary>With a table of at most 256 colours.</summary>
    public static VipsOperation PngPalette() =>
        new VipsOperation("pngsave_buffer").Set("compression", PngLevel).Set("filter", PngFilterNone).Set("palette", true);

    /// <param name="reuse">Whether the palette that the pixels came with is used again.</param>
    public static VipsOperation Gif(bool reuse) => new VipsOperation("gifsave_buffer").Set("effort", GifEffort).Set("reuse", reuse);
}
