using System.Buffers;

namespace ImageFunctions.Imaging.Gif;

/// <summary>Writes a frame of a GIF anew that uses all 256 places of its table, so that one becomes free (GIF89a, appendix F).</summary>
internal static class GifFrameData
{
    private const int Places = 256;
    private const int PlaceBits = 8;
    private const int MostPixels = 1 << 24; // held here before anything has been asked for memory

    /// <summary>Two colours that hardly differ, or are hardly used, become one.</summary>
    /// <param name="data">From the frame's code size on.</param>
    /// <param name="table">Its 256 colours.</param>
    /// <param name="pixels">How many it has.</param>
    /// <returns>The place that is free now, and the frame's blocks; null where it cannot be read.</returns>
    public static (byte Place, byte[] Data)? FreePlace(ReadOnlySpan<byte> data, ReadOnlySpan<byte> table, long pixels)
    {
        if (pixels is < 1 or > MostPixels || table.Length < 3 * Places)
        {
            return null;
        }

        var places = new byte[pixels];
        var read = Decode(data, places);
        if (read < 0)
        {
            return null;
        }

        var (from, to) = Choose(places.AsSpan(0, read), table);
        places.AsSpan(0, read).Replace(from, to);
        places.AsSpan(read).Fill(from); // what is missing stays bare
        var written = new ArrayBufferWriter<byte>(places.Length + Places);
        new LzwWriter().Write(places, places, PlaceBits, written);
        return (from, written.WrittenSpan.ToArray());
    }

    private static (byte From, byte To) Choose(ReadOnlySpan<byte> places, ReadOnlySpan<byte> table)
    {
        var counts = new int[Places];
        foreach (var place in places)
        {
            counts[place]++;
        }

        var (best, least) = (((byte)0, (byte)1), long.MaxValue);
        for (var a = 0; a < Places; a++)
        {
            for (var b = 0; b < Places; b++)
            {
                var cost = a == b ? long.MaxValue : (long)counts[a] * Apart(table[(3 * a)..], table[(3 * b)..]);
                (best, least) = cost < least ? (((byte)a, (byte)b), cost) : (best, least);
            }
        }

        return best;
    }

    private static int Apart(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        var (red, green, blue) = (a[0] - b[0], a[1] - b[1], a[2] - b[2]);
        return (red * red) + (green * green) + (blue * blue);
    }

    // How many pixels there are; -1 where a code means nothing.
    private static int Decode(ReadOnlySpan<byte> data, Span<byte> places)
    {
        var strings = new Strings(places);
        for (var at = 1; at < data.Length && data[at] != 0; at += 1 + data[at])
        {
            foreach (var value in data.Slice(at + 1, Math.Min(data[at], data.Length - at - 1)))
            {
                if (!strings.TryAdd(value))
                {
                    return strings.IsBroken ? -1 : strings.Count;
                }
            }
        }

        return strings.Count;
    }

    // Each string is one that was there before and a symbol; it stands among the pixels where it was first written.
    private ref struct Strings(Span<byte> pixels)
    {
        private const int Clear = Places, End = Places + 1, MostCodes = 4096, MostBits = 12;
        private readonly Span<byte> pixels = pixels;
        private readonly int[] starts = new int[MostCodes];
        private readonly int[] lengths = new int[MostCodes];
        private int width = PlaceBits + 1;
        private int next = End + 1;
        private int bits;
        private int held;
        private (int Start, int Length) last;

        public int Count { get; private set; }

        public bool IsBroken { get; private set; }

        /// <summary>False at the end, or where a code means nothing.</summary>
        public bool TryAdd(byte value)
        {
            (bits, held) = (bits | (value << held), held + 8);
            while (held >= width)
            {
                var code = bits & ((1 << width) - 1);
                (bits, held) = (bits >> width, held - width);
                if (code == Clear)
                {
                    (width, next, last) = (PlaceBits + 1, End + 1, default);
                }
                else if (code == End || Count == pixels.Length || !TryWrite(code))
                {
                    return false;
                }
            }

            return true;
        }

        // What comes after a string is the first symbol of the next: both stand one behind the other.
        private bool TryWrite(int code)
        {
            if (last.Length > 0 && next < MostCodes)
            {
                (starts[next], lengths[next]) = (last.Start, last.Length + 1);
                next++;
                width += next == 1 << width && width < MostBits ? 1 : 0;
            }

            if (code >= Places && (code >= next || last.Length == 0))
            {
                IsBroken = true;
                return false;
            }

            var start = Count;
            var length = code < Places ? 1 : lengths[code];
            for (var i = 0; i < length && Count < pixels.Length; i++, Count++)
            {
                pixels[Count] = code < Places ? (byte)code : pixels[starts[code] + i];
            }

            last = (start, length);
            return true;
        }
    }
}
