using System.Buffers.Binary;

namespace ImageFunctions.Imaging.Progressive;

/// <summary>A stretch of a file; of a scan, its header with everything up to the next marker.</summary>
/// <param name="Start">First byte.</param>
/// <param name="Length">In bytes.</param>
/// <param name="Marker">What it is: the byte behind FF.</param>
/// <param name="Scan">Null for what is no scan.</param>
internal readonly record struct Segment(int Start, int Length, byte Marker, ScanHeader? Scan);

/// <summary>A component of the frame.</summary>
/// <param name="Id">Its identifier.</param>
/// <param name="Horizontal">Sampling factor.</param>
/// <param name="Vertical">Sampling factor.</param>
/// <param name="Table">The number of its quantisation table.</param>
internal readonly record struct FrameComponent(byte Id, int Horizontal, int Vertical, int Table);

/// <summary>
/// The segments of a progressive JPEG, from its first marker to its last. Only files that are whole and plain are taken: one frame,
/// Huffman, 8 bits, grey or three components, and an end where the end should be. Nothing is decoded; the entropy-coded bytes are only
/// searched for the next marker.
/// </summary>
internal sealed class ProgressiveFile
{
    /// <summary>The marker of its frame header, SOF2.</summary>
    public const byte FrameMarker = 0xC2;

    /// <summary>The marker of quantisation tables, DQT.</summary>
    public const byte TablesMarker = 0xDB;

    // Encoders write some thirty. Without a bound, a file of nothing but markers would fill memory with segments.
    private const int MostSegments = 1000;

    private const byte CodesMarker = 0xC4;
    private const byte StartOfImage = 0xD8;
    private const byte EndOfImage = 0xD9;
    private const byte StartOfScan = 0xDA;

    private readonly List<Segment> segments = [];

    private ProgressiveFile()
    {
    }

    /// <summary>Everything between the start of the image and its end, in order.</summary>
    public IReadOnlyList<Segment> Segments => segments;

    /// <summary>What the frame consists of.</summary>
    public IReadOnlyList<FrameComponent> Components { get; private set; } = [];

    /// <summary>What its coefficients are multiplied by; the same for all scans.</summary>
    public QuantisationTables Tables { get; } = new();

    private readonly HuffmanTables codes = new();

    /// <summary>Reads a file's markers.</summary>
    /// <returns>Null where it is not such a file, or breaks off.</returns>
    public static ProgressiveFile? TryRead(ReadOnlySpan<byte> file)
    {
        var read = new ProgressiveFile();
        if (!file.StartsWith((ReadOnlySpan<byte>)[0xFF, StartOfImage]))
        {
            return null;
        }

        for (var at = 2; at + 4 <= file.Length || at + 2 == file.Length;)
        {
            if (file[at] != 0xFF)
            {
                return null;
            }

            if (file[at + 1] == EndOfImage)
            {
                return read.Components.Count > 0 ? read : null;
            }

            if (!read.TryTake(file, at, out var next))
            {
                return null;
            }

            at = next;
        }

        return null;
    }

    private bool TryTake(ReadOnlySpan<byte> file, int at, out int next)
    {
        next = 0;
        if (at + 4 > file.Length || !HasLength(file[at + 1]) || segments.Count == MostSegments)
        {
            return false;
        }

        var length = BinaryPrimitives.ReadUInt16BigEndian(file[(at + 2)..]);
        next = at + 2 + length;
        if (length < 2 || next > file.Length)
        {
            return false;
        }

        var content = file.Slice(at + 4, length - 2);
        ScanHeader? scan = null;
        if (file[at + 1] == StartOfScan)
        {
            if (Components.Count == 0 || !ScanHeader.TryRead(content, out var header) || !codes.Serve(content, header)
                || !TryFindMarker(file, ref next))
            {
                return false;
            }

            scan = header;
        }
        else if (file[at + 1] == FrameMarker && !TryReadFrame(content))
        {
            return false;
        }
        else if (file[at + 1] == TablesMarker && (segments.Exists(segment => segment.Scan is not null) || !Tables.TryTake(content)))
        {
            return false; // other tables for later scans are allowed, and not worth following
        }
        else if (file[at + 1] == CodesMarker && !codes.TryTake(content))
        {
            return false;
        }

        segments.Add(new Segment(at, next - at, file[at + 1], scan));
        return true;
    }

    // B.2.2: precision, height, width, number of components, and for each its identifier, sampling factors and quantisation table.
    private bool TryReadFrame(ReadOnlySpan<byte> content)
    {
        var onlyOne = Components.Count == 0;
        var count = content.Length >= 6 ? content[5] : 0;
        if (!onlyOne || count is not (1 or 3)
            || content.Length != 6 + (3 * count) || content[0] != 8 || BinaryPrimitives.ReadUInt16BigEndian(content[1..]) == 0)
        {
            return false;
        }

        var components = new FrameComponent[count];
        for (var i = 0; i < count; i++)
        {
            var component = content.Slice(6 + (3 * i), 3);
            components[i] = new FrameComponent(component[0], component[1] >> 4, component[1] & 15, component[2]);
        }

        Components = components;
        return components.All(one => one.Horizontal is >= 1 and <= 4 && one.Vertical is >= 1 and <= 4)
            && components.Select(one => one.Id).Distinct().Count() == count;
    }

    // Tables, the one frame, scans, restart interval, application data and comments. Other frames (sequential, lossless, arithmetic,
    // hierarchical) and a height that is told afterwards (DNL) are not.
    private static bool HasLength(byte marker) =>
        marker is 0xC4 or FrameMarker or StartOfScan or TablesMarker or 0xDD or (>= 0xE0 and <= 0xEF) or 0xFE;

    // F.1.2.3: within entropy-coded data FF is followed by 00; a restart marker (D0 to D7) belongs to it.
    private static bool TryFindMarker(ReadOnlySpan<byte> file, ref int at)
    {
        while (true)
        {
            var found = file[at..].IndexOf((byte)0xFF);
            if (found < 0 || at + found + 1 >= file.Length)
            {
                return false;
            }

            at += found;
            if (file[at + 1] is not (0x00 or (>= 0xD0 and <= 0xD7)))
            {
                return true;
            }

            at += 2;
        }
    }
}
