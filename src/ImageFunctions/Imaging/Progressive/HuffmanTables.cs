namespace ImageFunctions.Imaging.Progressive;

/// <summary>
/// Tells whether a decoder could use the Huffman tables of a file (ITU-T T.81, B.2.4.2 and annex C). A scan whose table it refuses ends the
/// whole picture, also where that scan would be left out.
/// </summary>
internal sealed class HuffmanTables
{
    private const int MostTables = 4;
    private const int LongestCode = 16;
    private const int MostSymbols = 256;
    private const byte LargestDcSymbol = 15;

    private readonly bool[] dc = new bool[MostTables], ac = new bool[MostTables], refining = new bool[MostTables];

    /// <summary>Takes the content of a DHT segment, which may hold several tables.</summary>
    /// <returns>False where it breaks off.</returns>
    public bool TryTake(ReadOnlySpan<byte> content)
    {
        while (content.Length > LongestCode)
        {
            var (isAc, number) = (content[0] >> 4 == 1, content[0] & 15);
            var counts = content[1..(LongestCode + 1)];
            var symbols = 0;
            foreach (var count in counts)
            {
                symbols += count;
            }

            content = content[(LongestCode + 1)..];
            if (number >= MostTables || symbols > Math.Min(MostSymbols, content.Length))
            {
                return false;
            }

            var areSizes = !content[..symbols].ContainsAnyExceptInRange((byte)0, LargestDcSymbol);
            (isAc ? ac : dc)[number] = IsCode(counts) && (isAc || areSizes);
            if (isAc)
            {
                refining[number] = ac[number] && AreBits(content[..symbols]);
            }

            content = content[symbols..];
        }

        return content.IsEmpty;
    }

    /// <summary>Whether every table that a scan needs is there and usable.</summary>
    /// <param name="content">Of its SOS segment.</param>
    /// <param name="scan">The same, read.</param>
    public bool Serve(ReadOnlySpan<byte> content, ScanHeader scan)
    {
        for (var i = 0; i < scan.Components.Length; i++)
        {
            var tables = content[2 + (2 * i)];
            var number = scan.IsDc ? tables >> 4 : tables & 15;
            var needed = !scan.IsDc || scan.High == 0; // bits that are added to DC are not coded
            var usable = scan.IsDc ? dc : scan.RefinesAc ? refining : ac;
            if (needed && (number >= MostTables || !usable[number]))
            {
                return false;
            }
        }

        return true;
    }

    // G.1.2.3: what a refinement finds has one bit, if any; decoders call anything longer a bad code.
    private static bool AreBits(ReadOnlySpan<byte> symbols)
    {
        foreach (var symbol in symbols)
        {
            if ((symbol & 15) > 1)
            {
                return false;
            }
        }

        return true;
    }

    // C.2: codes of one length follow each other; the one of all ones is never used.
    private static bool IsCode(ReadOnlySpan<byte> counts)
    {
        var code = 0;
        for (var length = 1; length <= LongestCode; length++)
        {
            code += counts[length - 1];
            if (counts[length - 1] > 0 && code >= 1 << length)
            {
                return false;
            }

            code <<= 1;
        }

        return true;
    }
}
