using System.Buffers;

namespace ImageFunctions.Imaging.Clean;

/// <summary>
/// The picture of a file without anything else: no EXIF, GPS, XMP, comment, thumbnail, second picture, nor what stands behind its end. Only
/// blocks that are known to make up a picture are copied. A file whose colours need more than those, such as a profile, has no clean copy.
/// </summary>
internal static class CleanCopy
{
    /// <summary>Copies JPEG, PNG, WebP and GIF; other kinds have no clean copy.</summary>
    /// <param name="kind">What the file is.</param>
    /// <param name="file">A file that a decoder has read: blocks are told apart here, not checked.</param>
    /// <returns>Null where there is none.</returns>
    public static byte[]? Of(SourceKind kind, ReadOnlySpan<byte> file)
    {
        var copy = new ArrayBufferWriter<byte>();
        var isClean = kind switch
        {
            SourceKind.Jpeg => CleanJpeg.TryWrite(file, copy),
            SourceKind.Png => CleanPng.TryWrite(file, copy),
            SourceKind.WebP => CleanWebP.TryWrite(file, copy),
            SourceKind.Gif => CleanGif.TryWrite(file, copy),
            _ => false,
        };
        return isClean ? copy.WrittenSpan.ToArray() : null;
    }
}
