using System.Buffers.Binary;

namespace ImageFunctions.Imaging;

/// <summary>
/// Completes files that break off, so that what is there can be shown, as browsers do. The file is given the end that it lacks; what is
/// missing of its pixels is as its format fills it: grey, black or transparent. A file that is whole, however broken inside, is the
/// decoder's business.
/// </summary>
internal static class TruncatedFile
{
    // A file that claims to lack more than so many times what there is has nothing to show, and would take memory that nobody counted.
    private const int MostMissing = 8;

    /// <summary>The completed file, to be disposed.</summary>
    /// <param name="kind">What the file is; JPEG, PNG, WebP and GIF can be completed.</param>
    /// <param name="file">All there is of it.</param>
    /// <param name="maxPixels">A picture that claims more stays as it is.</param>
    /// <param name="maxBytes">A file that claims more stays as it is.</param>
    /// <returns>Null where the file is whole, or breaks off before its picture.</returns>
    public static NativeBuffer? Complete(SourceKind kind, ReadOnlySpan<byte> file, long maxPixels, long maxBytes)
    {
        using var end = new MemoryStream();
        var kept = kind switch
        {
            SourceKind.Jpeg => CompleteJpeg(file, end),
            SourceKind.Png => TruncatedPng.Complete(file, end, maxPixels),
            SourceKind.Gif => CompleteGif(file, end),
            SourceKind.WebP => CompleteWebP(file, end, maxBytes),
            _ => 0,
        };
        if (kept == 0)
        {
            return null;
        }

        var completed = new NativeBuffer(kept + (int)end.Length);
        file[..kept].CopyTo(completed.GetSpan());
        end.GetBuffer().AsSpan(0, (int)end.Length).CopyTo(completed.GetSpan()[kept..]);
        if (kind == SourceKind.WebP)
        {
            BinaryPrimitives.WriteInt32LittleEndian(completed.GetSpan()[4..], completed.Length - 8);
        }

        return completed;
    }

    // ITU-T T.81 Annex B. The decoder takes zeros for what a scan lacks at its end, and goes without the scans that do not come.
    private static int CompleteJpeg(ReadOnlySpan<byte> file, MemoryStream end)
    {
        const byte endOfImage = 0xD9, startOfScan = 0xDA;
        end.Write([0xFF, endOfImage]);
        for (var (at, scanned) = (2, false); ;)
        {
            while (at + 1 < file.Length && file[at] == 0xFF && file[at + 1] == 0xFF)
            {
                at++; // filling
            }

            var rest = file[at..];
            var length = rest.Length < 4 ? int.MaxValue : 2 + BinaryPrimitives.ReadUInt16BigEndian(rest[2..]);
            if (rest.Length >= 2 && (rest[0] != 0xFF || rest[1] is endOfImage or 0 or (>= 0xD0 and <= 0xD8)))
            {
                return 0; // whole, or corrupt
            }

            if (length >= rest.Length)
            {
                return scanned ? at : 0;
            }

            at += length;
            if (rest[1] == startOfScan)
            {
                scanned = true;
                at += JpegCodedData(file[at..]);
            }
        }
    }

    // F.1.2.3: FF is followed by 00; restart markers (D0 to D7) belong to it.
    private static int JpegCodedData(ReadOnlySpan<byte> rest)
    {
        for (var at = 0; ; at += 2)
        {
            var found = rest[at..].IndexOf((byte)0xFF);
            if (found < 0)
            {
                return rest.Length;
            }

            at += found;
            if (at + 1 >= rest.Length || rest[at + 1] is not (0x00 or (>= 0xD0 and <= 0xD7)))
            {
                return at;
            }
        }
    }

    // GIF89a, sections 17 to 27. A picture is shown as far as it goes, after the blocks of its data that are there.
    private static int CompleteGif(ReadOnlySpan<byte> file, MemoryStream end)
    {
        const byte extension = 0x21, picture = 0x2C, trailer = 0x3B;
        var pictures = 0;
        for (var at = file.Length < 13 ? file.Length : 13 + GifColours(file[10]); ;)
        {
            var isPicture = at + 10 < file.Length && file[at] == picture;
            if (at < file.Length && file[at] is not (extension or picture))
            {
                return 0; // the trailer, or corrupt
            }

            if (at < file.Length && file[at] == picture && !isPicture)
            {
                end.WriteByte(trailer);
                return pictures > 0 ? at : 0;
            }

            var block = isPicture ? at + 10 + GifColours(file[at + 9]) + 1 : at + 2;
            var first = block;
            while (block < file.Length && file[block] != 0 && block + file[block] < file.Length)
            {
                block += 1 + file[block];
            }

            if (block >= file.Length || file[block] != 0)
            {
                var shown = isPicture && block > first;
                end.Write(shown ? [0, trailer] : [trailer]);
                return shown ? block : pictures > 0 ? Math.Min(at, file.Length) : 0;
            }

            pictures += isPicture ? 1 : 0;
            at = block + 1;
        }
    }

    private static int GifColours(byte flags) => (flags & 0x80) == 0 ? 0 : 3 << ((flags & 7) + 1);

    // RFC 9649, section 2. The first picture is filled up with zeros, which its decoder takes for what is missing; later frames are left
    // out.
    private static int CompleteWebP(ReadOnlySpan<byte> file, MemoryStream end, long maxBytes)
    {
        var wanted = file.Length < 12 ? 0 : 8 + (long)BinaryPrimitives.ReadUInt32LittleEndian(file[4..]);
        if (wanted <= file.Length)
        {
            return 0;
        }

        var (at, isShown) = (12, false);
        while (at + 8 <= file.Length)
        {
            var length = 8 + (long)BinaryPrimitives.ReadUInt32LittleEndian(file[(at + 4)..]);
            length += length & 1;
            var isPicture = IsPicture(file.Slice(at, 4));
            var missing = length - (file.Length - at);
            if (missing > 0)
            {
                if (isShown || !isPicture || missing > MostMissing * (long)file.Length || file.Length + missing > maxBytes)
                {
                    break;
                }

                end.SetLength(missing);
                return file.Length;
            }

            isShown |= isPicture;
            at += (int)length;
        }

        return isShown ? at : 0;

        static bool IsPicture(ReadOnlySpan<byte> type) =>
            type.SequenceEqual("VP8 "u8) || type.SequenceEqual("VP8L"u8) || type.SequenceEqual("ANMF"u8);
    }
}
