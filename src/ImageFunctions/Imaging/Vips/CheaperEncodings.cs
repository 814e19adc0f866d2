using ImageFunctions.Imaging.Vips.Native;
using ImageFunctions.Requests;
using ImageFunctions.Settings;
using Way = System.Func<ImageFunctions.Imaging.Vips.Native.VipsOperation>;

namespace ImageFunctions.Imaging.Vips;

/// <summary>Further ways to encode finished pixels, for a variant that came out larger than its original.</summary>
/// <param name="SameLook">Those that look like the usual one, in the order in which they are tried.</param>
/// <param name="Lesser">Those that look worse and take fewer bytes, the best looking first; what one cannot do is null.</param>
/// <param name="Cost">Of one of them, in milliseconds of CPU a million pixels.</param>
internal sealed record CheaperEncodings(IReadOnlyList<Func<byte[]>> SameLook, IReadOnlyList<Func<byte[]?>> Lesser, int Cost)
{
    // Chosen by measurement: docs/encoding.md. A change needs a new Recipe.PipelineVersion.
    private const int LowestQuality = 20;
    private const int WebPEffort = 6;
    private const int AnimatedWebPEffort = 4;
    private const int WebPNextToNoLoss = 60; // the two lowest bits where edges are anyway
    private const int LosslessEffort = 80; // of 100: what the quality means where nothing is lost
    private const int PngColoursThatLookAlike = 85; // of 100: as many colours as come that near to all of them
    private const int PngLevel = 9;
    private const int PngBitsOfGrey = 4; // edges of ink that were scaled need shades, not 256 of them

    // Effort for an AVIF takes five or forty times as long for a few bytes: only where there are few pixels.
    private const long FewPixels = 128 << 10;
    private const long SomePixels = 1 << 20;

    // Beyond, effort for a WebP would leave too few tries to find a quality with.
    private const long ManyPixels = 2 << 20;

    private static readonly int[] PngBits = [4, 2, 1];
    private static readonly int[] PngFewerBitsOfGrey = [2, 1];
    private static readonly int[] GifBits = [7, 6, 5, 4, 3, 2, 1];
    private static readonly int[] WebPSomeLoss = [40, 20, 0];

    /// <summary>What there is for a format.</summary>
    /// <param name="finished">What is encoded.</param>
    /// <param name="format">The encoding.</param>
    /// <param name="options">The qualities, which none exceeds.</param>
    /// <param name="isLossless">Whether the original's file is.</param>
    /// <param name="encode">Encodes the finished pixels.</param>
    public static CheaperEncodings For(
        FinishedPixels finished, ImageFormat format, ImageOptions options, bool isLossless, Func<VipsOperation, byte[]> encode)
    {
        var plan = format switch
        {
            ImageFormat.Jpeg => ForJpeg(options.JpegQuality),
            ImageFormat.WebP => ForWebP(options.WebpQuality, finished, isLossless),
            ImageFormat.Avif => ForAvif(options.AvifQuality, finished.Count),
            ImageFormat.Png when finished.IsGrey => new([ShortPng, () => FlatPng(PngBitsOfGrey)], Each(PngFewerBitsOfGrey, FlatPng), 1500),
            ImageFormat.Png => new(
                [ShortPng, () => PngLike(PngColoursThatLookAlike)],
                [.. Below(PngColoursThatLookAlike, PngLike), .. Each(PngBits, FlatPng)], 1500),
            ImageFormat.Gif => new([], Each(GifBits, FlatGif), 1500),
            _ => throw new ArgumentOutOfRangeException(nameof(format), format, null),
        };
        return new([.. plan.SameLook.Select(Bind)], [.. plan.Lesser.Select(Bind)], plan.Cost);

        Func<byte[]> Bind(Way way) => () =>
        {
            using var operation = way();
            return encode(operation);
        };
    }

    /// <summary>For what has few colours.</summary>
    public static VipsOperation LosslessWebP() => Encoder.WebP(LosslessEffort, animated: false).Set("lossless", true);

    private static Plan ForJpeg(int quality)
    {
        return new([() => Progressive(quality), () => Slow(quality)], Below(quality, Slow), 150);

        static VipsOperation Progressive(int quality) => Encoder.Jpeg(quality).Set("interlace", true);

        static VipsOperation Slow(int quality) => Progressive(quality)
            .Set("trellis_quant", true).Set("overshoot_deringing", true).Set("optimize_scans", true);
    }

    // Next to no loss takes three times as long, and is for drawings: what is large and had losses is none.
    private static Plan ForWebP(int quality, FinishedPixels finished, bool isLossless)
    {
        var (pixels, animated, _) = finished;
        if (!animated && !isLossless && pixels > ManyPixels)
        {
            return new([], Below(quality, lower => Encoder.WebP(lower, animated: false).Set("alpha_q", lower)), 50);
        }

        Way[] near = isLossless || pixels <= SomePixels ? [() => NearLossless(WebPNextToNoLoss)] : [];
        return new(
            animated && isLossless ? near : [.. near, () => Lossy(quality)],
            isLossless ? Each(WebPSomeLoss, NearLossless) : Below(quality, lower => Lossy(lower).Set("alpha_q", lower)),
            animated ? 300 : isLossless ? 700 : 400);

        VipsOperation Lossy(int quality) => Encoder.WebP(quality, animated).Set("effort", animated ? AnimatedWebPEffort : WebPEffort);

        VipsOperation NearLossless(int quality) => Encoder.WebP(quality, animated).Set("near_lossless", true);
    }

    private static Plan ForAvif(int quality, long pixels)
    {
        var (effort, cost) = pixels switch { <= FewPixels => (4, 4000), <= SomePixels => (2, 500), _ => (0, 100) };
        return new(effort == 0 ? [] : [() => Slow(quality)], Below(quality, Slow), cost);

        VipsOperation Slow(int quality) => Encoder.Avif(quality).Set("effort", effort);
    }

    private static VipsOperation ShortPng() =>
        Encoder.Png().Set("compression", PngLevel).Set("filter", Encoder.PngFilterNone);

    private static VipsOperation PngLike(int quality) => Encoder.PngPalette().Set("compression", PngLevel).Set("Q", quality);

    private static VipsOperation FlatPng(int bits) =>
        Encoder.PngPalette().Set("compression", PngLevel).Set("bitdepth", bits).Set("dither", 0.0);

    private static VipsOperation FlatGif(int bits) => Encoder.Gif(reuse: false).Set("bitdepth", bits).Set("dither", 0.0);

    private static IEnumerable<Way> Below(int quality, Func<int, VipsOperation> encoding) =>
        Each(Enumerable.Range(1, Math.Max(0, quality - LowestQuality)).Select(less => quality - less), encoding);

    private static IEnumerable<Way> Each(IEnumerable<int> numbers, Func<int, VipsOperation> encoding) =>
        numbers.Select<int, Way>(number => () => encoding(number));

    private sealed record Plan(IEnumerable<Way> SameLook, IEnumerable<Way> Lesser, int Cost);
}

/// <summary>What the ways to encode pixels depend on.</summary>
/// <param name="Count">Of all frames.</param>
/// <param name="IsAnimation">Frames, one below the other.</param>
/// <param name="IsGrey">Perhaps with alpha.</param>
internal readonly record struct FinishedPixels(long Count, bool IsAnimation, bool IsGrey)
{
    /// <summary>Those of an image.</summary>
    public static FinishedPixels Of(VipsImage image) =>
        new((long)image.Width * image.Height, image.Has("page-height"), image.Bands < 3);
}
