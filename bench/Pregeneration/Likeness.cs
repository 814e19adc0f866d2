using Bench.Pictures;
using ImageFunctions.Imaging;
using ImageFunctions.Requests;

namespace Bench.Pregeneration;

/// <summary>
/// How alike a variant made together with others and the same variant made alone are, as SSIM of luma. Two lossy files of almost equal
/// pixels differ by the codec's own noise, so both are also compared with the pixels that they were to show.
/// </summary>
/// <param name="Target">Which variant.</param>
/// <param name="Pixels">Of the pixels before lossy encoding.</param>
/// <param name="Files">Of the encoded files.</param>
/// <param name="Together">Of the file made together, and the pixels of the variant made alone.</param>
/// <param name="Alone">Of the file made alone, and its own pixels.</param>
internal sealed record Likeness(Target Target, double Pixels, double Files, double Together, double Alone)
{
    /// <summary>Makes every target both ways, lossy and as PNG.</summary>
    public static List<Likeness> Measure(IImageEngine engine, NativeBuffer source, IReadOnlyList<Target> targets)
    {
        List<Target> lossless = [.. targets.Select(target => target with { Format = ImageFormat.Png })];
        var together = engine.MakeAll(source, targets, CancellationToken.None);
        var togetherPixels = engine.MakeAll(source, lossless, CancellationToken.None);
        return [.. targets.Select((target, i) =>
        {
            var alone = Decode(engine.Make(source, target, CancellationToken.None));
            var alonePixels = Decode(engine.Make(source, lossless[i], CancellationToken.None));
            return new Likeness(
                target,
                Ssim.Of(Decode(togetherPixels[i]), alonePixels),
                Ssim.Of(Decode(together[i]), alone),
                Ssim.Of(Decode(together[i]), alonePixels),
                Ssim.Of(alone, alonePixels));
        })];
    }

    private static PixelBuffer Decode(Outcome<EncodedPicture> made) => PixelBuffer.Decode(made.Value!.Bytes).ToLuma();
}
