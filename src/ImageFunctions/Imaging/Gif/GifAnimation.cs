using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace ImageFunctions.Imaging.Gif;

/// <summary>
/// Writes an animation as GIF89a, frame by frame. Of a frame it writes the rectangle that differs from what is shown, and in it only the
/// pixels that do. Frames are held back until there are enough to choose a table for all their colours.
/// </summary>
internal sealed class GifAnimation : IDisposable
{
    private const int MostPixelsHeld = 2 << 20;
    private const int Tables = 4 << 20; // counted colours, looked up colours, strings
    private const int PixelBytes = (3 * sizeof(uint)) + sizeof(short) + 2; // one frame's: held, written, wanted, shown, and its symbols
    private const int Opaque = 128; // alpha from here on: GIF has nothing between
    private const uint FullAlpha = 0xFF000000;
    private const int KeepInPlace = 1 << 2; // what becomes of a frame when the next comes: GIF89a, section 23
    private const int ClearArea = 2 << 2;

    // A table of their own is written with the frames only where it errs so much less than the one there is.
    private const double WorthATable = 0.7;

    private readonly int width;
    private readonly int height;
    private readonly int loop;
    private readonly GifLoss loss;
    private readonly CancellationToken cancellation;
    private readonly ArrayBufferWriter<byte> file = new();
    private readonly LzwWriter lzw = new();
    private readonly List<Frame> held = [];
    private readonly NativeBuffer memory;
    private readonly uint[] written; // each pixel's colour when it was last written; 0 where it is transparent
    private readonly uint[] wanted;
    private readonly Remapper remapper;
    private int heldPixels;
    private GifTable? global;
    private GifTable? table;

    /// <summary>Begins.</summary>
    /// <param name="width">Of every frame.</param>
    /// <param name="height">Of every frame.</param>
    /// <param name="loop">How often it is played; 0 for ever.</param>
    /// <param name="loss">What it may lose.</param>
    /// <param name="cancellation">Stops it.</param>
    public GifAnimation(int width, int height, int loop, GifLoss loss, CancellationToken cancellation)
    {
        (this.width, this.height, this.loop, this.loss, this.cancellation) = (width, height, loop, loss, cancellation);
        (written, wanted, remapper) = (new uint[width * height], new uint[width * height], new Remapper(width, height, loss.Dithering));
        memory = new NativeBuffer(checked((MostPixelsHeld + (width * height)) * sizeof(uint)));
    }

    /// <summary>What writing frames of that size holds at most, in bytes, beside the file.</summary>
    public static long MemoryFor(int width, int height) => Tables + (MostPixelsHeld * sizeof(uint)) + ((long)width * height * PixelBytes);

    // Of all held frames, one after the other: each pixel's colour, or 0 where it stays as it was.
    private Span<uint> Pixels => MemoryMarshal.Cast<byte, uint>(memory.GetSpan());

    /// <summary>Adds a frame.</summary>
    /// <param name="frame">All its pixels: grey or colours, with or without alpha.</param>
    /// <param name="bands">Samples a pixel.</param>
    /// <param name="delay">How long it is shown, in milliseconds.</param>
    public void Add(ReadOnlySpan<byte> frame, int bands, int delay)
    {
        cancellation.ThrowIfCancellationRequested();
        Unpack(frame, bands, wanted);
        var vanished = bands % 2 == 0 ? Bounds(static (was, now) => now == 0 && was != 0) : default;
        if (vanished.Width > 0)
        {
            ClearAfterLast(vanished);
        }

        if (heldPixels >= MostPixelsHeld)
        {
            WriteHeld();
        }

        Hold(Bounds(IsChanged), delay);
    }

    /// <summary>Ends the file.</summary>
    public byte[] Finish()
    {
        WriteHeld();
        file.Write([(byte)0x3B]);
        return file.WrittenSpan.ToArray();
    }

    /// <inheritdoc/>
    public void Dispose() => ((IDisposable)memory).Dispose();

    private static void Unpack(ReadOnlySpan<byte> frame, int bands, Span<uint> to)
    {
        if (bands == 4)
        {
            var packed = MemoryMarshal.Cast<byte, uint>(frame);
            for (var i = 0; i < to.Length; i++)
            {
                to[i] = packed[i] >> 24 >= Opaque ? packed[i] | FullAlpha : 0;
            }

            return;
        }

        var (green, blue) = bands == 3 ? (1, 2) : (0, 0);
        for (int i = 0, from = 0; i < to.Length; i++, from += bands)
        {
            to[i] = bands == 2 && frame[from + 1] < Opaque
                ? 0
                : frame[from] | ((uint)frame[from + green] << 8) | ((uint)frame[from + blue] << 16) | FullAlpha;
        }
    }

    private bool IsChanged(uint was, uint now) =>
        was != now
        && (was == 0 || now == 0 || Math.Max(Apart(was, now, 0), Math.Max(Apart(was, now, 8), Apart(was, now, 16))) > loss.Tolerance);

    private static int Apart(uint a, uint b, int shift) => Math.Abs((int)(a >> shift & 0xFF) - (int)(b >> shift & 0xFF));

    // The smallest rectangle around the pixels of which that is true; one pixel where there are none for a frame of its own.
    private Box Bounds(Func<uint, uint, bool> differs)
    {
        var (left, top, right, bottom) = (width, height, 0, 0);
        for (var y = 0; y < height; y++)
        {
            var was = written.AsSpan(y * width, width);
            var now = wanted.AsSpan(y * width, width);
            for (var x = was.CommonPrefixLength(now); x < width; x++)
            {
                if (was[x] != now[x] && differs(was[x], now[x]))
                {
                    (left, top, right, bottom) = (Math.Min(left, x), Math.Min(top, y), Math.Max(right, x + 1), y + 1);
                }
            }
        }

        return right == 0 ? default : new Box(left, top, right - left, bottom - top);
    }

    private void Hold(Box changed, int delay)
    {
        var area = changed.Width > 0 ? changed : new Box(0, 0, 1, 1); // a frame has a pixel at least
        var pixels = Pixels.Slice(heldPixels, area.Width * area.Height);
        for (int y = area.Top, to = 0; y < area.Top + area.Height; y++)
        {
            for (var i = (y * width) + area.Left; i < (y * width) + area.Left + area.Width; i++, to++)
            {
                pixels[to] = IsChanged(written[i], wanted[i]) ? wanted[i] : 0;
                written[i] = pixels[to] == 0 ? written[i] : wanted[i];
            }
        }

        held.Add(new Frame(area, heldPixels, delay, Clears: false));
        heldPixels += pixels.Length;
    }

    // What was opaque can only become transparent by clearing all that the frame before has covered. It is made to cover more.
    private void ClearAfterLast(Box vanished)
    {
        var last = held[^1];
        var (left, top) = (Math.Min(last.Area.Left, vanished.Left), Math.Min(last.Area.Top, vanished.Top));
        var right = Math.Max(last.Area.Left + last.Area.Width, vanished.Left + vanished.Width);
        var bottom = Math.Max(last.Area.Top + last.Area.Height, vanished.Top + vanished.Height);
        var area = new Box(left, top, right - left, bottom - top);
        var before = Pixels[last.Start..heldPixels].ToArray();
        var after = Pixels.Slice(last.Start, area.Width * area.Height);
        after.Clear();
        for (var y = 0; y < last.Area.Height; y++)
        {
            var at = ((last.Area.Top - top + y) * area.Width) + last.Area.Left - left;
            before.AsSpan(y * last.Area.Width, last.Area.Width).CopyTo(after[at..]);
        }

        for (var y = top; y < bottom; y++)
        {
            written.AsSpan((y * width) + left, area.Width).Clear();
        }

        held[^1] = last with { Area = area, Clears = true };
        heldPixels = last.Start + after.Length;
    }

    private void WriteHeld()
    {
        ChooseTable();
        foreach (var frame in held)
        {
            cancellation.ThrowIfCancellationRequested();
            var hasHoles = remapper.Map(Pixels.Slice(frame.Start, frame.Area.Width * frame.Area.Height), frame.Area, table!);
            WriteFrame(frame, hasHoles || (frame.Start == 0 && frame.Area.Width * frame.Area.Height < width * height));
            lzw.Write(remapper.One, remapper.Other, table!.Bits, file);
            if (frame.Clears)
            {
                remapper.Clear(frame.Area);
            }
        }

        held.Clear();
        heldPixels = 0;
    }

    private void ChooseTable()
    {
        var colours = new ColourCount();
        colours.Add(Pixels[..heldPixels]);
        if (table is null)
        {
            table = global = colours.Choose(loss.Colours);
            WriteHeader(global);
        }
        else if (colours.Choose(loss.Colours) is var own && colours.ErrorUnder(own) < WorthATable * colours.ErrorUnder(table))
        {
            table = own;
            remapper.Forget();
        }
    }

    private void WriteHeader(GifTable colours)
    {
        file.Write("GIF89a"u8);
        WriteUInt16(width);
        WriteUInt16(height);
        file.Write([(byte)(0xF0 | (colours.Bits - 1)), colours.Transparent, (byte)0]);
        WriteTable(colours);
        if (loop != 1)
        {
            file.Write([(byte)0x21, (byte)0xFF, (byte)11]);
            file.Write("NETSCAPE2.0"u8);
            file.Write([(byte)3, (byte)1]);
            WriteUInt16(Math.Max(0, loop - 1)); // how often again
            file.Write([(byte)0]);
        }
    }

    private void WriteFrame(Frame frame, bool hasHoles)
    {
        file.Write([(byte)0x21, (byte)0xF9, (byte)4, (byte)((frame.Clears ? ClearArea : KeepInPlace) | (hasHoles ? 1 : 0))]);
        WriteUInt16((frame.Delay + 5) / 10);
        file.Write([table!.Transparent, (byte)0, (byte)0x2C]);
        WriteUInt16(frame.Area.Left);
        WriteUInt16(frame.Area.Top);
        WriteUInt16(frame.Area.Width);
        WriteUInt16(frame.Area.Height);
        file.Write([(byte)(table == global ? 0 : 0x80 | (table.Bits - 1))]);
        if (table != global)
        {
            WriteTable(table);
        }
    }

    private void WriteTable(GifTable colours)
    {
        var length = 3 << colours.Bits;
        colours.CopyTo(file.GetSpan(length)[..length]);
        file.Advance(length);
    }

    private void WriteUInt16(int value)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(file.GetSpan(2), (ushort)Math.Min(value, ushort.MaxValue));
        file.Advance(2);
    }

    // Its pixels start there among all that are held; its area may become transparent before the next frame.
    private readonly record struct Frame(Box Area, int Start, int Delay, bool Clears);
}
