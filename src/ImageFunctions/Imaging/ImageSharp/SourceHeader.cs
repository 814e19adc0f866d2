using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.Formats.Png;

namespace ImageFunctions.Imaging.ImageSharp;

/// <summary>What ImageSharp reads of a source's header, in the service's own words.</summary>
internal static class SourceHeader
{
    /// <summary>Reads it off what <c>Identify</c> gave.</summary>
    /// <param name="kind">Of the file.</param>
    /// <param name="header">What it gave.</param>
    /// <param name="frames">As counted; 0 for a still.</param>
    /// <param name="orientation">As its EXIF says.</param>
    public static SourceInfo Read(SourceKind kind, ImageInfo header, int frames, Orientation orientation)
    {
        var jpeg = kind == SourceKind.Jpeg ? header.Metadata.GetJpegMetadata() : null;
        var png = kind == SourceKind.Png ? header.Metadata.GetPngMetadata() : null;
        return new SourceInfo(kind, header.Width, header.Height, Math.Max(1, frames), orientation)
        {
            SampleBytes = png?.BitDepth == PngBitDepth.Bit16 ? 2 : 1,
            Interlaced = jpeg is { Progressive: true } or { Interleaved: false } || png?.InterlaceMethod == PngInterlaceMode.Adam7,
            IsRgbOrGrey = jpeg?.ColorType is not (JpegEncodingColor.Cmyk or JpegEncodingColor.Ycck),
        };
    }
}
