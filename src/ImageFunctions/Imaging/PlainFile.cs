using System.Buffers.Binary;

namespace ImageFunctions.Imaging;

/// <summary>
/// Tells whether a file holds nothing but its picture: no EXIF, GPS, XMP, profile, comment or second picture. Only then may its own bytes
/// go out as a variant. What is not known here counts as something else.
/// </summary>
internal static class PlainFile
{
    /// <summary>Looks through the file's blocks; JPEG, PNG and WebP only.</summary>
    public static bool Is(SourceKind kind, ReadOnlySpan<byte> file) => kind switch
    {
        SourceKind.Jpeg => IsPlainJpeg(file),
        SourceKind.Png => IsPlainPng(file),
        SourceKind.WebP => IsPlainWebP(file),
        _ => false,
    };

    // ITU-T T.81 Annex B: marker, length, content; after the first scan begins there is only coded data to the end.
    private static bool IsPlainJpeg(ReadOnlySpan<byte> file)
    {
        const byte startOfScan = 0xDA;
        for (var at = 2; at + 4 <= file.Length; at += 2 + BinaryPrimitives.ReadUInt16BigEndian(file[(at + 2)..]))
        {
            if (file[at] != 0xFF)
            {
                return false;
            }

            switch (file[at + 1])
            {
                case startOfScan:
                    return file.EndsWith((ReadOnlySpan<byte>)[0xFF, 0xD9]);
                case 0xC0 or 0xC1 or 0xC2 or 0xC4 or 0xDB or 0xDD or 0xE0: // frames, tables, restart interval, JFIF
                    continue;
                default:
                    return false;
            }
        }

        return false;
    }

    // PNG, section 5: after the signature chunks of length, type, content, checksum.
    private static bool IsPlainPng(ReadOnlySpan<byte> file)
    {
        for (var at = 8L; at + 12 <= file.Length;)
        {
            var chunk = file[(int)at..];
            var type = chunk.Slice(4, 4);
            at += 12 + BinaryPrimitives.ReadUInt32BigEndian(chunk);
            if (type.SequenceEqual("IEND"u8))
            {
                return at == file.Length;
            }

            if (!IsAny(type, "IHDR"u8, "PLTE"u8, "tRNS"u8, "IDAT"u8, "sRGB"u8) && !type.SequenceEqual("pHYs"u8))
            {
                return false;
            }
        }

        return false;
    }

    // RFC 9649, section 2.3: after RIFF, size and WEBP chunks of type, length, content padded to even. Animations are left alone.
    private static bool IsPlainWebP(ReadOnlySpan<byte> file)
    {
        var at = 12L;
        while (at + 8 <= file.Length)
        {
            var chunk = file[(int)at..];
            if (!IsAny(chunk[..4], "VP8 "u8, "VP8L"u8, "VP8X"u8, "ALPH"u8))
            {
                return false;
            }

            var length = BinaryPrimitives.ReadUInt32LittleEndian(chunk[4..]);
            at += 8 + length + (length & 1);
        }

        return at == file.Length;
    }

    private static bool IsAny(ReadOnlySpan<byte> type, ReadOnlySpan<byte> a, ReadOnlySpan<byte> b, ReadOnlySpan<byte> c, ReadOnlySpan<byte> d, ReadOnlySpan<byte> e = default) =>
        type.SequenceEqual(a) || type.SequenceEqual(b) || type.SequenceEqual(c) || type.SequenceEqual(d) || type.SequenceEqual(e);
}
