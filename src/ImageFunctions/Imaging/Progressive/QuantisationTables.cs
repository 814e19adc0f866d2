using System.Buffers.Binary;

namespace ImageFunctions.Imaging.Progressive;

/// <summary>The quantisation tables of a file (ITU-T T.81, B.2.4.1): what each coefficient is multiplied by when it is decoded.</summary>
internal sealed class QuantisationTables
{
    private const int Coefficients = 64;

    private readonly ushort[]?[] tables = new ushort[4][];

    /// <summary>A table, in zigzag order; null where the file has none of that number.</summary>
    public IReadOnlyList<ushort>? this[int number] => number < tables.Length ? tables[number] : null;

    /// <summary>Takes the content of a DQT segment; a table that comes again replaces the first.</summary>
    /// <returns>False where it breaks the rules.</returns>
    public bool TryTake(ReadOnlySpan<byte> content)
    {
        while (!content.IsEmpty)
        {
            var (precision, number) = (content[0] >> 4, content[0] & 15);
            var length = Coefficients * (precision + 1);
            if (precision > 1 || number >= tables.Length || content.Length <= length)
            {
                return false;
            }

            var table = tables[number] = new ushort[Coefficients];
            for (var i = 0; i < table.Length; i++)
            {
                table[i] = precision == 0 ? content[1 + i] : BinaryPrimitives.ReadUInt16BigEndian(content[(1 + (2 * i))..]);
            }

            content = content[(1 + length)..];
        }

        return true;
    }

    /// <summary>A DQT segment, marker and all, that holds these tables under the numbers 0, 1 and so on.</summary>
    /// <param name="tables">Each of 64 in zigzag order. Those with a value over 255 are written with 16 bits, as libjpeg reads and writes
    /// them, though T.81 wants samples of 12 bits for that.</param>
    public static byte[] Write(IReadOnlyList<ushort[]> tables)
    {
        var segment = new List<byte> { 0xFF, ProgressiveFile.TablesMarker, 0, 0 };
        for (var number = 0; number < tables.Count; number++)
        {
            var wide = tables[number].Max() > byte.MaxValue;
            segment.Add((byte)((wide ? 0x10 : 0) | number));
            segment.AddRange(tables[number].SelectMany(value => wide ? [(byte)(value >> 8), (byte)value] : (byte[])[(byte)value]));
        }

        byte[] written = [.. segment];
        BinaryPrimitives.WriteUInt16BigEndian(written.AsSpan(2), (ushort)(written.Length - 2));
        return written;
    }
}
