using System.Buffers.Binary;

namespace Bench.Torture.Hostile;

/// <summary>Puts TIFF files together (TIFF 6.0, section 2) whose directories all show the same grey pixel.</summary>
internal static class TiffBuilder
{
    /// <summary>Directories one behind the other.</summary>
    /// <param name="directories">How many.</param>
    /// <param name="bigEndian">In Motorola's order.</param>
    /// <param name="big">As BigTIFF, with offsets of 64 bits.</param>
    /// <param name="circular">Whether the last leads back to the first.</param>
    public static byte[] WithDirectories(int directories, bool bigEndian = false, bool big = false, bool circular = false)
    {
        (int Tag, int Type, long Value)[] entries =
            [(256, 3, 1), (257, 3, 1), (258, 3, 8), (259, 3, 1), (262, 3, 1), (273, 4, 8), (277, 3, 1), (278, 3, 1), (279, 4, 1)];
        var (first, number) = big ? (16, 8) : (8, 4);
        var length = (big ? 8 : 2) + (entries.Length * (big ? 20 : 12)) + number;
        using var file = new MemoryStream(first + (directories * length));
        file.Write(bigEndian ? "MM"u8 : "II"u8);
        Write(file, big ? 43 : 42, 2, bigEndian);
        if (big)
        {
            Write(file, 8, 2, bigEndian);
            Write(file, 0, 2, bigEndian);
        }

        Write(file, first, number, bigEndian);
        for (var i = 0; i < directories; i++)
        {
            Write(file, entries.Length, big ? 8 : 2, bigEndian);
            foreach (var (tag, type, value) in entries)
            {
                Write(file, tag, 2, bigEndian);
                Write(file, type, 2, bigEndian);
                Write(file, 1, number, bigEndian);
                Write(file, value, type == 3 ? 2 : 4, bigEndian);
                file.Write(new byte[number - (type == 3 ? 2 : 4)]);
            }

            Write(file, i + 1 < directories ? file.Position + number : circular ? first : 0, number, bigEndian);
        }

        return file.ToArray();
    }

    private static void Write(MemoryStream file, long value, int length, bool bigEndian)
    {
        Span<byte> bytes = stackalloc byte[8];
        if (bigEndian)
        {
            BinaryPrimitives.WriteInt64BigEndian(bytes, value);
            file.Write(bytes[^length..]);
        }
        else
        {
            BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
            file.Write(bytes[..length]);
        }
    }
}
