using ImageFunctions.Imaging.Vips.Native;
using ImageFunctions.Requests;
using ImageFunctions.Settings;

namespace ImageFunctions.Imaging.Vips;

/// <summary>Writes finished pixels. No metadata of the source goes along: no EXIF, GPS, XMP, thumbnail or profile.</summary>
internal static class Encoder
{
    // Chosen by measurement: docs/encoding.md. A change needs a new Recipe.PipelineVersion.
    private const int WebPEffort = 2;
    private const int AvifCompression = 4; // vips/foreign.h, VIPS_FOREIGN_HEIF_COMPRESSION_AV1
    private const int AvifEffort = 0;
    private const int PngLevel = 6;
    private const int PngFilterAll = 0xF8; // vips/foreign.h, VIPS_FOREIGN_PNG_FILTER_ALL

    // vips/foreign.h, VipsForeignKeep
    private const int KeepNothing = 0;
    private const int KeepExif = 1;

    /// <summary>Encodes a picture in 8-bit sRGB or grey.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="format">The encoding.</param>
    /// <param name="options">The qualities.</param>
    /// <param name="withExif">Whether the EXIF fields that are on the image are written.</param>
    /// <exception cref="VipsException">Decoding failed on the way, or the work was stopped.</exception>
    public static byte[] Encode(VipsImage image, ImageFormat format, ImageOptions options, bool withExif = false)
    {
        using var operation = format switch
        {
            ImageFormat.Jpeg => new VipsOperation("jpegsave_buffer")
                .Set("Q", options.JpegQuality).Set("subsample_mode", VipsSubsample.On).Set("optimize_coding", true),
            ImageFormat.WebP => new VipsOperation("webpsave_buffer").Set("Q", options.WebpQuality).Set("effort", WebPEffort),
            ImageFormat.Png => new VipsOperation("pngsave_buffer").Set("compression", PngLevel).Set("filter", PngFilterAll),
            ImageFormat.Gif => new VipsOperation("gifsave_buffer"),
            ImageFormat.Avif => new VipsOperation("heifsave_buffer")
                .Set("compression", AvifCompression).Set("Q", options.AvifQuality).Set("effort", AvifEffort).Set("bitdepth", 8),
            _ => throw new ArgumentOutOfRangeException(nameof(format), format, null),
        };
        return operation.Set("in", image).Set("keep", withExif ? KeepExif : KeepNothing).RunToBytes();
    }
}
