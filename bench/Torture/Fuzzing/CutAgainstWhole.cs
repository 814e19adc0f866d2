using Bench.Pictures;
using ImageFunctions.Imaging;
using ImageFunctions.Imaging.Progressive;
using ImageFunctions.Imaging.Vips;
using ImageFunctions.Imaging.Vips.Native;

namespace Bench.Torture.Fuzzing;

/// <summary>Compares what a progressive file shows when scans are left out with what the whole shows.</summary>
/// <param name="Compared">At how many scales.</param>
/// <param name="LowestSsim">Damage in scans that are left out shows in the whole alone: a low one is no fault.</param>
/// <param name="Fault">Null where both are read, or neither.</param>
internal readonly record struct CutAgainstWhole(int Compared, double LowestSsim, string? Fault)
{
    /// <summary>Compares at every scale at which the decoder shrinks.</summary>
    public static CutAgainstWhole Compare(byte[] file)
    {
        var result = new CutAgainstWhole(0, 1, null);
        foreach (var shrink in (ReadOnlySpan<int>)[2, 4, 8])
        {
            using var cut = SourceSignature.Detect(file) == SourceKind.Jpeg ? ProgressiveCut.Apply(file, shrink) : null;
            if (cut is null)
            {
                continue;
            }

            using var whole = NativeBuffer.CopyOf(file);
            var (ofWhole, ofCut) = (Decode(whole, shrink), Decode(cut, shrink));
            if (ofWhole is null != ofCut is null)
            {
                return result with { Fault = $"at 1/{shrink} only the {(ofCut is null ? "whole" : "cut")} is read" };
            }

            var ssim = ofWhole is null || ofCut is null ? 1 : Ssim.Of(ofWhole, ofCut);
            result = new CutAgainstWhole(result.Compared + 1, Math.Min(result.LowestSsim, ssim), null);
        }

        return result;
    }

    private static PixelBuffer? Decode(NativeBuffer file, int shrink)
    {
        using var work = new Work(CancellationToken.None);
        try
        {
            var info = VipsHeader.Read(SourceKind.Jpeg, file);
            return PixelBuffer.Of(work.Own(Loader.Open(info, file, shrink * JpegShrink.MinimumResidual, allFrames: false)), work);
        }
        catch (VipsException)
        {
            return null;
        }
    }
}
