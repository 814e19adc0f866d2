using System.Buffers;
using System.Buffers.Binary;

namespace ImageFunctions.Imaging.Clean;

/// <summary>JPEG, ITU-T T.81 Annex B: markers, most of them with a length and content; behind a scan's header its coded data.</summary>
internal static class CleanJpeg
{
    private const byte StartOfScan = 0xDA;
    private const byte EndOfImage = 0xD9;
    private const int JfifLength = 18; // without its thumbnail
    private const int AdobeLength = 16;

    private static ReadOnlySpan<byte> Jfif => "JFIF\0"u8;

    public static bool TryWrite(ReadOnlySpan<byte> file, ArrayBufferWriter<byte> copy)
    {
        copy.Write(file[..2]);
        for (var (at, hasScan) = (2, false); at + 2 <= file.Length && file[at] == 0xFF;)
        {
            var marker = file[at + 1];
            switch (marker)
            {
                case 0xFF: // filling
                    at++;
                    continue;
                case EndOfImage:
                    copy.Write(file.Slice(at, 2));
                    return hasScan;
            }

            if (!TrySegment(file[at..], out var segment) || !TryWrite(marker, segment, copy))
            {
                return false;
            }

            at += segment.Length;
            if (marker == StartOfScan)
            {
                var coded = CodedData(file[at..]);
                copy.Write(file.Slice(at, coded));
                at += coded;
                hasScan = true;
            }
        }

        return false;
    }

    private static bool TryWrite(byte marker, ReadOnlySpan<byte> segment, ArrayBufferWriter<byte> copy)
    {
        var content = segment[4..];
        switch (marker)
        {
            case 0xC0 or 0xC1 or 0xC2 or 0xC4 or 0xDB or 0xDD or StartOfScan: // frames, tables, restart interval
                copy.Write(segment);
                return true;
            case 0xE0 when content.StartsWith(Jfif) && segment.Length >= JfifLength:
                WriteJfif(segment, copy);
                return true;
            case 0xEE when content.StartsWith("Adobe"u8) && segment.Length >= AdobeLength: // says whether it is RGB
                copy.Write((ReadOnlySpan<byte>)[0xFF, marker, 0, AdobeLength - 2]);
                copy.Write(segment[4..AdobeLength]);
                return true;
            case 0xE2 when content.StartsWith("ICC_PROFILE\0"u8):
                return false;
            default:
                return marker is (>= 0xE0 and <= 0xEF) or 0xFE; // application data and comments are left out
        }
    }

    // Version, unit and density; then the thumbnail's width and height.
    private static void WriteJfif(ReadOnlySpan<byte> segment, ArrayBufferWriter<byte> copy)
    {
        copy.Write((ReadOnlySpan<byte>)[0xFF, 0xE0, 0, JfifLength - 2]);
        copy.Write(segment[4..(JfifLength - 2)]);
        copy.Write((ReadOnlySpan<byte>)[0, 0]);
    }

    private static bool TrySegment(ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> segment)
    {
        segment = default;
        var length = rest.Length >= 4 ? 2 + BinaryPrimitives.ReadUInt16BigEndian(rest[2..]) : 0;
        if (length < 4 || length > rest.Length)
        {
            return false;
        }

        segment = rest[..length];
        return true;
    }

    // F.1.2.3: FF is followed by 00; restart markers (D0 to D7) belong to it.
    private static int CodedData(ReadOnlySpan<byte> rest)
    {
        for (var at = 0; ; at += 2)
        {
            var found = rest[at..].IndexOf((byte)0xFF);
            if (found < 0 || at + found + 1 >= rest.Length)
            {
                return rest.Length;
            }

            at += found;
            if (rest[at + 1] is not (0x00 or (>= 0xD0 and <= 0xD7)))
            {
                return at;
            }
        }
    }
}
