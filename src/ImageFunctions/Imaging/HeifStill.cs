using System.Buffers.Binary;

namespace ImageFunctions.Imaging;

/// <summary>Tells what a HEIF file holds: its brands promise little (ISO/IEC 14496-12, 4.2; 23008-12, 6).</summary>
internal static class HeifStill
{
    /// <summary>
    /// Whether there is a picture coded with AV1 and one that is named as the one to show, or the file breaks off before that could be
    /// told. Films, and pictures in other codings, are not broken: they are not read.
    /// </summary>
    public static bool IsRead(ReadOnlySpan<byte> file)
    {
        var isThere = false;
        while (TryTakeBox(ref file, out var box))
        {
            isThere |= box[4..8].SequenceEqual("meta"u8) && box.IndexOf("pitm"u8) > 0 && box.IndexOf("av01"u8) > 0;
            if (box[4..8].SequenceEqual("moov"u8) && box.IndexOf("auxv"u8) > 0)
            {
                return false; // a film with alpha in a second track
            }
        }

        return isThere || !file.IsEmpty;
    }

    // ISO/IEC 14496-12, 4.2: length, type, content. What is left over at the end is the decoder's affair.
    private static bool TryTakeBox(ref ReadOnlySpan<byte> file, out ReadOnlySpan<byte> box)
    {
        box = default;
        if (file.Length < 8)
        {
            return false;
        }

        var length = BinaryPrimitives.ReadUInt32BigEndian(file) switch
        {
            0 => (ulong)file.Length,
            1 when file.Length >= 16 => BinaryPrimitives.ReadUInt64BigEndian(file[8..]),
            var number => number,
        };
        if (length < 8 || length > (ulong)file.Length)
        {
            return false;
        }

        box = file[..(int)length];
        file = file[(int)length..];
        return true;
    }
}
