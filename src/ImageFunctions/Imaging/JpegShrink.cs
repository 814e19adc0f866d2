namespace ImageFunctions.Imaging;

/// <summary>How much a decoder leaves to the resampler when it shrinks a picture itself.</summary>
internal static class JpegShrink
{
    /// <summary>
    /// The least that is left for the resampler, which mixes light, where a decoder mixes sRGB's numbers: chosen in docs/encoding.md.
    /// </summary>
    public const double MinimumResidual = 2.5;

    /// <summary>What a JPEG decoder itself shrinks by: its DCT gives 1/2, 1/4 and 1/8 almost for free.</summary>
    /// <param name="shrink">How much smaller the picture will become.</param>
    public static int For(double shrink) => shrink switch
    {
        >= 8 * MinimumResidual => 8,
        >= 4 * MinimumResidual => 4,
        >= 2 * MinimumResidual => 2,
        _ => 1,
    };
}
