using System.Buffers.Binary;

namespace ImageFunctions.Imaging.ImageSharp;

/// <summary>
/// Tells whether a file goes on to the end of its picture, within reason. ImageSharp shows what there is of a file that was cut off, its
/// rest grey or empty; stored as a variant that would stay for good.
/// </summary>
internal static class WholeFile
{
    private const byte EndOfImage = 0xD9;
    private const byte StartOfScan = 0xDA;

    // Each pass goes over the whole picture, and a few bytes begin one: thousands would hold a thread for minutes. libvips takes as many.
    private const int MostScans = 100;

    /// <summary>Looks through the file's blocks; what is wrong within them is for the decoder to find.
    /// A TIFF's are found only by it.</summary>
    public static bool Is(SourceKind kind, ReadOnlySpan<byte> file) => kind switch
    {
        SourceKind.Jpeg => IsWholeJpeg(file),
        SourceKind.Png => IsWholePng(file),
        SourceKind.WebP => file.Length >= 12 && BinaryPrimitives.ReadUInt32LittleEndian(file[4..]) + 8L <= file.Length,
        SourceKind.Gif => FrameCount.IsWholeGif(file),
        _ => true,
    };

    // ITU-T T.81 Annex B: marker, length, content; after a scan's header coded data up to the next marker, with FF 00 for FF.
    private static bool IsWholeJpeg(ReadOnlySpan<byte> file)
    {
        var scans = 0;
        for (var at = 2; at + 1 < file.Length && scans <= MostScans;)
        {
            var next = file[at..].IndexOf((byte)0xFF);
            if (next < 0 || at + next + 1 >= file.Length)
            {
                return false;
            }

            at += next + 1;
            var marker = file[at];
            if (marker == EndOfImage)
            {
                return true;
            }

            if (marker is 0x00 or 0x01 or 0xFF or (>= 0xD0 and <= 0xD8))
            {
                at += marker == 0xFF ? 0 : 1; // coded data, markers that stand alone, filling
                continue;
            }

            if (at + 2 >= file.Length)
            {
                return false;
            }

            scans += marker == StartOfScan ? 1 : 0;
            at += 1 + BinaryPrimitives.ReadUInt16BigEndian(file[(at + 1)..]);
        }

        return false;
    }

    // PNG, section 5: after the signature chunks of length, type, content, checksum, up to IEND.
    private static bool IsWholePng(ReadOnlySpan<byte> file)
    {
        for (var at = 8L; at + 12 <= file.Length;)
        {
            var chunk = file[(int)at..];
            if (chunk[4..8].SequenceEqual("IEND"u8))
            {
                return true;
            }

            at += 12 + BinaryPrimitives.ReadUInt32BigEndian(chunk);
        }

        return false;
    }
}
