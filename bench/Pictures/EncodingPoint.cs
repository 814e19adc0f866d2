using ImageFunctions.Imaging.Vips;
using ImageFunctions.Imaging.Vips.Native;
using ImageFunctions.Requests;
using ImageFunctions.Settings;

namespace Bench.Pictures;

/// <summary>One way to encode.</summary>
/// <param name="Format">The format.</param>
/// <param name="Name">What is set.</param>
/// <param name="Encode">Encodes three bands of 8 bits.</param>
/// <param name="IsChosen">Whether it is what the service does: its own encoder.</param>
internal sealed record EncodingPoint(ImageFormat Format, string Name, Func<VipsImage, byte[]> Encode, bool IsChosen = false)
{
    /// <summary>Every point, grouped by format.</summary>
    public static readonly IReadOnlyList<EncodingPoint> All = [.. WebP(), .. Avif(), .. Jpeg(), .. Png()];

    /// <summary>Encodes as the service does, at another quality and effort.</summary>
    public static byte[] WebP(VipsImage image, int quality, int effort)
    {
        using var save = new VipsOperation("webpsave_buffer");
        return save.Set("Q", quality).Set("effort", effort).Set("in", image).Set("keep", VipsKeep.None).RunToBytes();
    }

    private static IEnumerable<EncodingPoint> WebP()
    {
        const string save = "webpsave_buffer";
        yield return Chosen(ImageFormat.WebP);
        foreach (var quality in new[] { 60, 70, 75, 80, 85, 90 })
        {
            yield return Point(ImageFormat.WebP, $"quality {quality}, effort 2", save, op => op.Set("Q", quality).Set("effort", 2));
        }

        foreach (var effort in new[] { 0, 1, 3, 4, 5, 6 })
        {
            yield return Point(ImageFormat.WebP, $"quality 80, effort {effort}", save, op => op.Set("Q", 80).Set("effort", effort));
        }

        foreach (var effort in new[] { 2, 4 })
        {
            yield return Point(
                ImageFormat.WebP,
                $"quality 80, effort {effort}, smart subsample",
                save,
                op => op.Set("Q", 80).Set("effort", effort).Set("smart_subsample", true));
        }
    }

    private static IEnumerable<EncodingPoint> Avif()
    {
        yield return Chosen(ImageFormat.Avif);
        foreach (var quality in new[] { 50, 55, 60, 65, 70, 75, 80 })
        {
            yield return Point(ImageFormat.Avif, $"quality {quality}, effort 0", "heifsave_buffer", op => Av1(op, quality, 0));
        }

        foreach (var effort in new[] { 1, 2, 4 })
        {
            yield return Point(ImageFormat.Avif, $"quality 60, effort {effort}", "heifsave_buffer", op => Av1(op, 60, effort));
        }
    }

    private static IEnumerable<EncodingPoint> Jpeg()
    {
        yield return Chosen(ImageFormat.Jpeg);
        foreach (var quality in new[] { 60, 70, 75, 80, 85, 90 })
        {
            yield return Point(
                ImageFormat.Jpeg, $"quality {quality}, 4:2:0, optimised Huffman", "jpegsave_buffer", op => Jpeg420(op).Set("Q", quality));
        }

        yield return Point(ImageFormat.Jpeg, "4:2:0", "jpegsave_buffer", op => op.Set("Q", 80).Set("subsample_mode", VipsSubsample.On));
        yield return Point(ImageFormat.Jpeg, "4:2:0, progressive", "jpegsave_buffer", op => Jpeg420(op).Set("interlace", true));
        yield return Point(ImageFormat.Jpeg, "4:2:0, optimised, trellis", "jpegsave_buffer", op => Jpeg420(op).Set("trellis_quant", true));
        yield return Point(ImageFormat.Jpeg, "4:2:0, progressive, trellis, all of mozjpeg", "jpegsave_buffer", op => Jpeg420(op)
            .Set("interlace", true)
            .Set("trellis_quant", true).Set("overshoot_deringing", true).Set("optimize_scans", true).Set("quant_table", 3));
        yield return Point(ImageFormat.Jpeg, "4:4:4, optimised Huffman", "jpegsave_buffer", op =>
            op.Set("Q", 80).Set("subsample_mode", VipsSubsample.Off).Set("optimize_coding", true));
    }

    private static IEnumerable<EncodingPoint> Png()
    {
        yield return Chosen(ImageFormat.Png);
        foreach (var (filter, name) in new[] { (0x08, "none"), (0x10, "sub"), (0x20, "up"), (0x80, "paeth"), (0xF8, "all") })
        {
            foreach (var level in new[] { 2, 6, 9 })
            {
                yield return Point(
                    ImageFormat.Png,
                    $"filter {name}, level {level}", "pngsave_buffer", op => op.Set("compression", level).Set("filter", filter));
            }
        }

        yield return Point(ImageFormat.Png, "palette (256 colours)", "pngsave_buffer", op => op.Set("palette", true));
    }

    private static VipsOperation Av1(VipsOperation operation, int quality, int effort) =>
        operation.Set("compression", 4).Set("Q", quality).Set("effort", effort).Set("bitdepth", 8);

    private static VipsOperation Jpeg420(VipsOperation operation) =>
        operation.Set("Q", 80).Set("subsample_mode", VipsSubsample.On).Set("optimize_coding", true);

    private static EncodingPoint Chosen(ImageFormat format) =>
        new(format, "chosen", image => Encoder.Encode(image, format, new ImageOptions()), IsChosen: true);

    private static EncodingPoint Point(ImageFormat format, string name, string operation, Func<VipsOperation, VipsOperation> set) =>
        new(format, name, image =>
        {
            using var save = new VipsOperation(operation);
            return set(save).Set("in", image).Set("keep", 0).RunToBytes();
        });
}
