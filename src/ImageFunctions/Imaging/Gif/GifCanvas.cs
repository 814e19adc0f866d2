using System.Buffers.Binary;

namespace ImageFunctions.Imaging.Gif;

/// <summary>
/// What no frame of a GIF covers, or what is restored to the background, is transparent in browsers. libvips gives an alpha channel only
/// to files of which a frame has a transparent colour, and restores only such frames to transparency. So frames that uncover the canvas
/// are given one: an index that none of their pixels has. A frame that uses all 256 is written anew without one of them.
/// </summary>
internal static class GifCanvas
{
    private const int ScreenEnd = 13, DescriptorLength = 10;
    private const byte Extension = 0x21, Control = 0xF9, Picture = 0x2C;
    private const int RestoreBackground = 2, RestorePrevious = 3;

    /// <summary>The file with the transparent colours it lacks, to be disposed.</summary>
    /// <returns>Null where it lacks none: its frames cover the canvas, or say themselves what is transparent.</returns>
    public static NativeBuffer? WithTransparency(ReadOnlySpan<byte> file)
    {
        var frames = Frames(file);
        var changes = new List<Change>();
        for (var i = 0; i + 1 < frames.Count; i++)
        {
            if (frames[i] is { Disposal: RestoreBackground, IsTransparent: false } && IsSeen(frames[i].Area, frames, i + 1))
            {
                AddTransparency(file, frames[i], changes);
            }
        }

        if (changes.Count == 0 && !frames.Exists(frame => frame.IsTransparent) && LeavesCanvasBare(file, frames))
        {
            AddTransparency(file, FirstWithUnusedIndex(file, frames) ?? frames[0], changes);
        }

        return changes.Count == 0 ? null : Apply(changes, file);
    }

    // What is restored to what was before the first frames is as bare as what none covers.
    private static bool LeavesCanvasBare(ReadOnlySpan<byte> file, List<Frame> frames) => frames.Count > 0 && IsSeen(
        new Box(0, 0, BinaryPrimitives.ReadUInt16LittleEndian(file[6..]), BinaryPrimitives.ReadUInt16LittleEndian(file[8..])), frames, 0);

    // From that frame on: one that hides the area, and is taken away again, leaves it to the next.
    private static bool IsSeen(Box area, List<Frame> frames, int from)
    {
        for (var i = from; i < frames.Count; i++)
        {
            if (!frames[i].Hides(area))
            {
                return true;
            }

            if (frames[i].Disposal != RestorePrevious)
            {
                return false;
            }
        }

        return false;
    }

    // Of several control blocks before a frame the last counts.
    private static void AddTransparency(ReadOnlySpan<byte> file, Frame frame, List<Change> changes)
    {
        var index = UnusedIndex(file, frame.Data);
        var anew = index >= 0
            ? null
            : GifFrameData.FreePlace(file[frame.Data..], file.Slice(frame.Table, frame.TableLength), frame.Pixels);
        if (index < 0 && anew is null)
        {
            return;
        }

        var (flags, delay) = ((byte)((frame.Disposal << 2) | 1), frame.Delay);
        var place = (byte)(anew?.Place ?? index);
        changes.Add(new Change(frame.Start, 0, [Extension, Control, 4, flags, (byte)delay, (byte)(delay >> 8), place, 0]));
        if (anew is { } frameData)
        {
            changes.Add(new Change(frame.Data, Math.Min(AfterBlocks(file, frame.Data + 1), file.Length) - frame.Data, frameData.Data));
        }
    }

    private static NativeBuffer Apply(List<Change> changes, ReadOnlySpan<byte> file)
    {
        var result = new NativeBuffer(file.Length + changes.Sum(change => change.Content.Length - change.Removed));
        var rest = result.GetSpan();
        var from = 0;
        foreach (var (at, removed, content) in changes)
        {
            file[from..at].CopyTo(rest);
            content.CopyTo(rest[(at - from)..]);
            rest = rest[(at - from + content.Length)..];
            from = at + removed;
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

            var (table, length) = Colours(rest[9]) > 0 ? (at + DescriptorLength, Colours(rest[9])) : (ScreenEnd, Colours(file[10]));
            frames.Add(new Frame(at, data, AreaOf(rest), (flags >> 2) & 7, (flags & 1) != 0, delay, table, length));
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

    private static Frame? FirstWithUnusedIndex(ReadOnlySpan<byte> file, List<Frame> frames)
    {
        foreach (var frame in frames)
        {
            if (UnusedIndex(file, frame.Data) >= 0)
            {
                return frame;
            }
        }

        return null;
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

    // What takes the place of some bytes.
    private readonly record struct Change(int At, int Removed, byte[] Content);

    private readonly record struct Frame(
        int Start, int Data, Box Area, int Disposal, bool IsTransparent, ushort Delay, int Table, int TableLength)
    {
        public long Pixels => (long)Area.Width * Area.Height;

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
