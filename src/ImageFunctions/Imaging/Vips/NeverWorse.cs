using ImageFunctions.Imaging.Vips.Native;
using ImageFunctions.Requests;

namespace ImageFunctions.Imaging.Vips;

/// <summary>
/// An original that is already what was asked for, and smaller than what came out, is its own variant: encoding it once more would cost
/// both bytes and quality.
/// </summary>
internal static class NeverWorse
{
    /// <summary>The bytes to send: what was encoded, or a copy of the source.</summary>
    /// <param name="encoded">What was encoded.</param>
    /// <param name="source">The original's file.</param>
    /// <param name="header">The original's header.</param>
    /// <param name="context">What was wanted.</param>
    public static byte[] Choose(byte[] encoded, NativeBuffer source, VipsImage header, PipelineContext context) =>
        source.Length < encoded.Length && IsAlready(header, context) && PlainFile.Is(context.Source.Kind, source.GetSpan())
            ? source.GetSpan().ToArray()
            : encoded;

    private static bool IsAlready(VipsImage header, PipelineContext context)
    {
        var (info, geometry) = (context.Source, context.Geometry);
        return context.Target.Watermark is null
            && info.Orientation.IsUpright
            && info.Width == geometry.Width && info.Height == geometry.Height
            && geometry.ScaledWidth == geometry.Width && geometry.ScaledHeight == geometry.Height
            && IsFormat(info.Kind, context.Format)
            && header.Format == VipsBandFormat.UChar
            && header.Interpretation is VipsInterpretation.Srgb or VipsInterpretation.BlackWhite;
    }

    private static bool IsFormat(SourceKind kind, ImageFormat format) => (kind, format) is
        (SourceKind.Jpeg, ImageFormat.Jpeg) or (SourceKind.Png, ImageFormat.Png) or (SourceKind.WebP, ImageFormat.WebP);
}
