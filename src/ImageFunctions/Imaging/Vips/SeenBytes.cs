using ImageFunctions.Imaging.Progressive;
using ImageFunctions.Settings;

namespace ImageFunctions.Imaging.Vips;

/// <summary>Chooses which bytes of a source are decoded: those that a variant shows.</summary>
internal static class SeenBytes
{
    /// <summary>The source, or a shorter file that gives the same small picture.</summary>
    /// <param name="info">What the header said.</param>
    /// <param name="source">The whole file.</param>
    /// <param name="shrink">How much smaller the picture will become.</param>
    /// <param name="work">Owns the shorter file.</param>
    public static NativeBuffer Of(SourceInfo info, NativeBuffer source, double shrink, Work work) =>
        info.Kind == SourceKind.Jpeg
            && FeatureSwitches.ProgressiveCut
            && ProgressiveCut.Apply(source.GetSpan(), JpegShrink.For(shrink)) is { } cut
            ? work.Own(cut)
            : source;
}
