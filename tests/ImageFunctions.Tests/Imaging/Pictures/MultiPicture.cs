using System.Buffers.Binary;

namespace ImageFunctions.Tests.Imaging.Pictures;

/// <summary>Joins JPEGs into one file with an index of both (CIPA DC-007).</summary>
internal static class MultiPicture
{
    /// <summary>A JPEG with an index of two pictures, and the second behind it.</summary>
    /// <param name="first">The picture that is shown.</param>
    /// <param name="second">The other.</param>
    /// <param name="type">What the first is: its attributes in the index.</param>
    /// <param name="xmp">Stands before the index, where there is any.</param>
    public static byte[] Join(byte[] first, byte[] second, int type = 0x00030000, byte[]? xmp = null)
    {
        var index = new byte[86];
        "MPF\0MM\0*\0\0\0\b\0\u0003"u8.CopyTo(index);
        Entry(index, 0, 0xB000, 7, 4, 0x30313030);
        Entry(index, 1, 0xB001, 4, 1, 2);
        Entry(index, 2, 0xB002, 7, 32, 50);
        byte[] head = [0xFF, 0xD8, .. xmp is null ? [] : Segment(0xE1, xmp)];
        var length = head.Length + 4 + index.Length + first.Length - 2;
        BinaryPrimitives.WriteInt32BigEndian(index.AsSpan(54), type);
        BinaryPrimitives.WriteInt32BigEndian(index.AsSpan(58), length);
        BinaryPrimitives.WriteInt32BigEndian(index.AsSpan(74), second.Length);
        BinaryPrimitives.WriteInt32BigEndian(index.AsSpan(78), length - head.Length - 8);
        return [.. head, .. Segment(0xE2, index), .. first[2..], .. second];
    }

    /// <summary>A JPEG that says in an index of its own that it is one of several.</summary>
    public static byte[] WithIndex(byte[] picture)
    {
        var index = new byte[42];
        "MPF\0MM\0*\0\0\0\b\0\u0002"u8.CopyTo(index);
        Entry(index, 0, 0xB000, 7, 4, 0x30313030);
        Entry(index, 1, 0xB101, 4, 1, 2); // its number
        return [0xFF, 0xD8, .. Segment(0xE2, index), .. picture[2..]];
    }

    private static void Entry(byte[] index, int number, ushort tag, ushort type, int count, int value)
    {
        var entry = index.AsSpan(14 + (12 * number));
        BinaryPrimitives.WriteUInt16BigEndian(entry, tag);
        BinaryPrimitives.WriteUInt16BigEndian(entry[2..], type);
        BinaryPrimitives.WriteInt32BigEndian(entry[4..], count);
        BinaryPrimitives.WriteInt32BigEndian(entry[8..], value);
    }

    private static byte[] Segment(byte marker, byte[] content) =>
        [0xFF, marker, (byte)((content.Length + 2) >> 8), (byte)(content.Length + 2), .. content];
}
