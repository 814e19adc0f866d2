namespace ImageFunctions.Imaging.Progressive;

/// <summary>
/// A progressive file without some of its scans, told so that nothing seems to be missing: what is left says that it is all there is.
/// A coefficient whose last bits are left out counts in larger steps, and one that is left out altogether is multiplied by zero.
/// The pixels are those that the left-out bits, taken for zeros, would give.
/// </summary>
/// <remarks>
/// Left as it is, a file whose coefficients are not told to the end makes libjpeg guess what is missing from the blocks around
/// (block smoothing, jdcoefct.c): that costs a fifth of the decode, and is no nearer to the whole.
/// </remarks>
internal sealed class ShortenedFile
{
    // Decoders multiply by signed 16-bit factors.
    private const int LargestFactor = short.MaxValue;

    private static readonly byte[] EndOfImage = [0xFF, 0xD9];

    private readonly Segment[] kept;
    private readonly byte[] tables;
    private readonly ScanScript script;

    private ShortenedFile(Segment[] kept, byte[] tables, ScanScript script)
    {
        (this.kept, this.tables, this.script) = (kept, tables, script);
        Length = 2 + kept.Sum(segment => (long)segment.Length) + tables.Length + EndOfImage.Length;
    }

    /// <summary>In bytes.</summary>
    public long Length { get; }

    /// <summary>Sees whether a file can be told without some of its scans.</summary>
    /// <param name="whole">The file.</param>
    /// <param name="isKept">Which scans are kept.</param>
    /// <returns>Null where its scans or tables are too odd for it.</returns>
    public static ShortenedFile? TryPlan(ProgressiveFile whole, Func<ScanHeader, bool> isKept)
    {
        Segment[] kept =
            [.. whole.Segments.Where(
                segment => segment.Marker != ProgressiveFile.TablesMarker && (segment.Scan is not { } scan || isKept(scan)))];
        var script = new ScanScript(whole.Components);
        if (!kept.All(segment => segment.Scan is not { } scan || script.TryFollow(scan))
            || !kept.All(segment => segment.Scan is not { } scan || scan.IsDc || IsEven(LowestBits(scan, script))))
        {
            return null;
        }

        var tables = new List<ushort[]>();
        for (var i = 0; i < whole.Components.Count; i++)
        {
            if (whole.Tables[whole.Components[i].Table] is not { } table || Scale(table, script.LowestBits(i)) is not { } scaled)
            {
                return null;
            }

            tables.Add(scaled);
        }

        return new ShortenedFile(kept, QuantisationTables.Write(tables), script);
    }

    /// <summary>Writes it, to be disposed.</summary>
    /// <param name="file">The whole file.</param>
    public NativeBuffer Write(ReadOnlySpan<byte> file)
    {
        var written = new NativeBuffer((int)Length);
        var rest = written.GetSpan();
        Append(file[..2], ref rest);
        foreach (var segment in kept)
        {
            if (segment.Marker == ProgressiveFile.FrameMarker)
            {
                Append(tables, ref rest);
            }

            var copy = Append(file.Slice(segment.Start, segment.Length), ref rest);
            if (segment.Marker == ProgressiveFile.FrameMarker)
            {
                NumberTables(copy);
            }
            else if (segment.Scan is { IsDc: false } scan)
            {
                LowerBits(copy, scan, LowestBits(scan, script)[0]);
            }
        }

        Append(EndOfImage, ref rest);
        return written;
    }

    private static Span<byte> Append(ReadOnlySpan<byte> bytes, ref Span<byte> rest)
    {
        bytes.CopyTo(rest);
        var copy = rest[..bytes.Length];
        rest = rest[bytes.Length..];
        return copy;
    }

    // Each component has a table of its own now. B.2.2: marker, length, precision, height, width, count; then three bytes for each.
    private static void NumberTables(Span<byte> frame)
    {
        for (var i = 0; i < frame[9]; i++)
        {
            frame[10 + (3 * i) + 2] = (byte)i;
        }
    }

    // B.2.3: marker, length, count, two bytes for each component, first and last coefficient; then the two bits.
    private static void LowerBits(Span<byte> segment, ScanHeader scan, int by)
    {
        var high = scan.High == 0 ? 0 : scan.High - by;
        segment[5 + (2 * scan.Components.Length) + 2] = (byte)((high << 4) | (scan.Low - by));
    }

    private static ReadOnlySpan<sbyte> LowestBits(ScanHeader scan, ScanScript script) =>
        script.LowestBits(script.IndexOf(scan.Components[0]))[scan.First..(scan.Last + 1)];

    private static bool IsEven(ReadOnlySpan<sbyte> bits) => !bits.ContainsAnyExcept(bits[0]);

    // DC is told to its last bit.
    private static ushort[]? Scale(IReadOnlyList<ushort> table, ReadOnlySpan<sbyte> lowestBits)
    {
        var scaled = new ushort[table.Count];
        for (var i = 0; i < scaled.Length; i++)
        {
            var factor = lowestBits[i] == ScanScript.Untold ? 0 : table[i] << lowestBits[i];
            if (factor > LargestFactor)
            {
                return null;
            }

            scaled[i] = (ushort)factor;
        }

        return scaled;
    }
}
