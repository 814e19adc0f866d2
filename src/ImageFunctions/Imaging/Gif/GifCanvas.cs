using System.Buffers.Binary;

namespace ImageFunctions.Imaging.Gif;

/// <summary>
/// What no frame of a GIF covers, or what is restored to the background, is transparent in browsers. libvips gives an alpha channel only
/// to files of which a frame has a transparent colour, and restores only such frames to transparency. So frames that uncover the canvas
/// are given one: an index that none of their pixels has. A frame that uses all 256 has none to give, and stays as libvips shows it.
/// </summary>
internal static class GifCanvas
{
    private const int ScreenEnd = 13, DescriptorLength = 10, ControlLength = 8;
    private const byte Extension = 0x21, Control = 0xF9, Picture = 0x2C;
    private const int RestoreBackground = 2, RestorePrevious = 3;

    /// <summary>The file with the transparent colours it lacks, to be disposed.</summary>
    /// <returns>Null where it lacks none: its frames cover the canvas, or say themselves what is transparent.</returns>
    public static NativeBuffer? WithTransparency(ReadOnlySpan<byte> file)
    {
        var frames = Frames(file);
        var added = new List<(int At, byte[] Control)>();
        for (var i = 0; i + 1 < frames.Count; i++)
        {
            if (frames[i] is { Disposal: RestoreBackground, IsTransparent: false } && !frames[i + 1].Hides(frames[i].Area))
            {
                AddTransparency(file, frames[i], added);
            }
        }

        if (added.Count == 0 && !frames.Exists(frame => frame.IsTransparent) && LeavesCanvasBare(file, frames))
        {
            for (var i = 0; i < frames.Count && added.Count == 0; i++)
            {
                AddTransparency(file, frames[i], added);
            }
        }

        return added.Count == 0 ? null : Insert(file, added);
    }

    // From its start on: what is restored to what was before the first frames is as bare as what none covers.
    private static bool LeavesCanvasBare(ReadOnlySpan<byte> file, List<Frame> frames)
    {
        if (frames.Count == 0)
        {
            return false;
        }

        var (width, height) = (BinaryPrimitives.ReadUInt16LittleEndian(file[6..]), BinaryPrimitives.ReadUInt16LittleEndian(file[8..]));
        var bare = !frames[0].Hides(new Box(0, 0, width, height));
        for (var i = 0; i + 1 < frames.Count && frames[i].Disposal == RestorePrevious && !bare; i++)
        {
            bare = !frames[i + 1].Hides(frames[i].Area);
        }

        return bare;
    }

    // Of several control blocks before a frame the last counts.
    private static void AddTransparency(ReadOnlySpan<byte> file, Frame frame, List<(int At, byte[] Control)> added)
    {
        if (UnusedIndex(file, frame.Data) is >= 0 and var index)
        {
            var (flags, delay) = ((byte)((frame.Disposal << 2) | 1), frame.Delay);
            added.Add((frame.Start, [Extension, Control, 4, flags, (byte)delay, (byte)(delay >> 8), (byte)index, 0]));
        }
    }

    private static NativeBuffer Insert(ReadOnlySpan<byte> file, List<(int At, byte[] Control)> added)
    {
        var result = new NativeBuffer(file.Length + (ControlLength * added.Count));
        var rest = result.GetSpan();
        var from = 0;
        foreach (var (at, control) in added)
        {
            file[from..at].CopyTo(rest);
            control.CopyTo(rest[(at - from)..]);
            rest = rest[(at - from + ControlLength)..];
            from = at;
        }

        file[from..].CopyTo(rest);
        return result;
    }

    // GIF89a, sections 17 to 27, as far as it is whole.
    private static List<Frame> Frames(ReadOnlySpan<byte> file)
    {
        var frames = new List<Frame>();
        var (flags, delay) = ((byte)0, (ushort)0);
        for (var at = file.Length < ScreenEnd ? file.Length : ScreenEnd + Colours(file[10]); at + DescriptorLength < file.Length;)
        {
            var rest = file[at..];
            if (rest[0] == Extension)
            {
                (flags, delay) = rest[1] == Control && rest[2] == 4
                    ? (rest[3], BinaryPrimitives.ReadUInt16LittleEndian(rest[4..]))
                    : (flags, delay);
                at = AfterBlocks(file, at + 2);
                continue;
            }

            var data = at + DescriptorLength + Colours(rest[9]);
            if (rest[0] != Picture || data >= file.Length)
            {
                break;
            }

            frames.Add(new Frame(at, data, AreaOf(rest), (flags >> 2) & 7, (flags & 1) != 0, delay));
            (flags, delay) = (0, 0);
            at = AfterBlocks(file, data + 1);
        }

        return frames;
    }

    private static Box AreaOf(ReadOnlySpan<byte> descriptor) => new(
        BinaryPrimitives.ReadUInt16LittleEndian(descriptor[1..]),
        BinaryPrimitives.ReadUInt16LittleEndian(descriptor[3..]),
        BinaryPrimitives.ReadUInt16LittleEndian(descriptor[5..]),
        BinaryPrimitives.ReadUInt16LittleEndian(descriptor[7..]));

    private static int Colours(byte flags) => (flags & 0x80) == 0 ? 0 : 3 << ((flags & 7) + 1);

    private static int AfterBlocks(ReadOnlySpan<byte> file, int at)
    {
        while (at < file.Length && file[at] != 0)
        {
            at += 1 + file[at];
        }

        return at + 1;
    }

    private static int UnusedIndex(ReadOnlySpan<byte> file, int at)
    {
        var least = file[at];
        if (least is < 1 or > 8)
        {
            return -1;
        }

        Span<bool> used = stackalloc bool[256];
        used.Clear();
        var codes = new Codes(least);
        for (var block = at + 1; block < file.Length && file[block] != 0; block += 1 + file[block])
        {
            foreach (var value in file.Slice(block + 1, Math.Min(file[block], file.Length - block - 1)))
            {
                codes.Add(value, used);
            }
        }

        return used.LastIndexOf(false);
    }

    private readonly record struct Frame(int Start, int Data, Box Area, int Disposal, bool IsTransparent, ushort Delay)
    {
        public bool Hides(Box other) => !IsTransparent
            && Area.Left <= other.Left && Area.Top <= other.Top
            && Area.Left + Area.Width >= other.Left + other.Width && Area.Top + Area.Height >= other.Top + other.Height;
    }

    // GIF89a, appendix F. A string of pixels grows from such as were there before, so each index in use comes as a code of its own: the
    // codes are read, the strings are not built.
    private struct Codes(int least)
    {
        private const int MostCodes = 4096, MostBits = 12;
        private readonly int clear = 1 << least;
        private int width = least + 1;
        private int next = (1 << least) + 2;
        private bool isFirst = true;
        private int bits;
        private int held;

        public void Add(byte value, Span<bool> used)
        {
            (bits, held) = (bits | (value << held), held + 8);
            while (held >= width)
            {
                var code = bits & ((1 << width) - 1);
                (bits, held) = (bits >> width, held - width);
                if (code == clear)
                {
                    (width, next, isFirst) = (least + 1, clear + 2, true);
                    continue;
                }

                if (code < clear)
                {
                    used[code] = true;
                }

                width += !isFirst && next < MostCodes && ++next == 1 << width && width < MostBits ? 1 : 0;
                isFirst = false;
            }
        }
    }
}
