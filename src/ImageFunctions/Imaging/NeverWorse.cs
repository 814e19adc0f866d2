using ImageFunctions.Imaging.Clean;
using ImageFunctions.Requests;

namespace ImageFunctions.Imaging;

/// <summary>
/// An original that is already what was asked for, and smaller than what came out, is its own variant: encoding it once more would cost
/// both bytes and quality. It goes out as a clean copy: no byte of it but the picture's.
/// </summary>
internal static class NeverWorse
{
    /// <summary>The bytes to send: what was encoded, or the source's picture as it is.</summary>
    /// <param name="encoded">What was encoded.</param>
    /// <param name="source">The original's file.</param>
    /// <param name="info">What the original's header says.</param>
    /// <param name="target">What was wanted.</param>
    /// <param name="keepCopyright">Whether a copyright stays: then only what holds nothing but its picture is its own variant.</param>
    public static byte[] Choose(byte[] encoded, NativeBuffer source, SourceInfo info, Target target, bool keepCopyright) =>
        IsAlready(info, target)
        && CleanCopy.Of(info.Kind, source.GetSpan()) is { } copy
        && copy.Length < encoded.Length
        && (!keepCopyright || copy.Length == source.Length)
            ? copy
            : encoded;

    /// <summary>Whether a variant in its original's own format shows no more pixels than that: more bytes would buy nothing.</summary>
    /// <param name="info">What the original's header says.</param>
    /// <param name="target">What was wanted.</param>
    public static bool IsNotEnlarged(SourceInfo info, Target target) =>
        IsFormat(info.Kind, target.Format)
        && info.GeometryFor(target.Dimension) is var geometry
        && geometry.ScaledWidth <= info.UprightWidth && geometry.ScaledHeight <= info.UprightHeight;

    /// <summary>Whether a file's coding loses nothing.</summary>
    /// <param name="kind">What it is.</param>
    /// <param name="file">The whole of it.</param>
    public static bool IsLossless(SourceKind kind, ReadOnlySpan<byte> file) => kind is SourceKind.Png or SourceKind.Gif
        || (kind == SourceKind.WebP && file.IndexOf("VP8L"u8) > 0 && file.IndexOf("VP8 "u8) < 0);

    private static bool IsAlready(SourceInfo info, Target target)
    {
        var geometry = info.GeometryFor(target.Dimension);
        return target.Watermark is null
            && info.Orientation.IsUpright
            && info.Width == geometry.Width && info.Height == geometry.Height
            && geometry.ScaledWidth == geometry.Width && geometry.ScaledHeight == geometry.Height
            && IsFormat(info.Kind, target.Format)
            && info.SampleBytes == 1
            && info.IsRgbOrGrey;
    }

    private static bool IsFormat(SourceKind kind, ImageFormat format) => (kind, format) is
        (SourceKind.Jpeg, ImageFormat.Jpeg) or (SourceKind.Png, ImageFormat.Png)
        or (SourceKind.WebP, ImageFormat.WebP) or (SourceKind.Gif, ImageFormat.Gif) or (SourceKind.Heif, ImageFormat.Avif);
}
