using System.Buffers;

namespace ImageFunctions.Imaging.Clean;

/// <summary>GIF89a, sections 17 to 27: a screen, then extensions and pictures in blocks, then a trailer.</summary>
internal static class CleanGif
{
    private const int ScreenEnd = 13;
    private const int PictureHeader = 10;
    private const byte Extension = 0x21;
    private const byte Picture = 0x2C;
    private const byte Trailer = 0x3B;
    private const byte Control = 0xF9;
    private const byte Comment = 0xFE;
    private const byte Application = 0xFF;
    private const int ControlLength = 8;
    private const int LoopLength = 19;

    public static bool TryWrite(ReadOnlySpan<byte> file, ArrayBufferWriter<byte> copy)
    {
        var at = file.Length < ScreenEnd ? file.Length : ScreenEnd + ColourTable(file[10]);
        if (at >= file.Length)
        {
            return false;
        }

        copy.Write(file[..at]);
        while (at < file.Length && file[at] != Trailer)
        {
            if (!TryBlock(file[at..], out var block) || !TryWriteBlock(block, copy))
            {
                return false;
            }

            at += block.Length;
        }

        copy.Write([Trailer]);
        return at < file.Length;
    }

    private static bool TryWriteBlock(ReadOnlySpan<byte> block, ArrayBufferWriter<byte> copy)
    {
        if (block[0] == Picture || (block[1] == Control && block.Length == ControlLength))
        {
            copy.Write(block);
            return true;
        }

        if (block[1] == Application && IsLoop(block))
        {
            copy.Write(block[..(LoopLength - 1)]);
            copy.Write([(byte)0]);
            return true;
        }

        return block[1] is Application or Comment; // text that is drawn is none that we draw
    }

    // A block of 11 bytes with the name, one of 3: 1 and how often.
    private static bool IsLoop(ReadOnlySpan<byte> block) =>
        block.Length >= LoopLength && block[2] == 11 && block[14] == 3 && block[15] == 1
        && (block[3..14].SequenceEqual("NETSCAPE2.0"u8) || block[3..14].SequenceEqual("ANIMEXTS1.0"u8));

    private static bool TryBlock(ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> block)
    {
        block = default;
        var blocks = rest[0] switch
        {
            Extension => 2,
            Picture when rest.Length >= PictureHeader => PictureHeader + ColourTable(rest[PictureHeader - 1]) + 1,
            _ => rest.Length,
        };
        while (blocks < rest.Length && rest[blocks] != 0)
        {
            blocks += 1 + rest[blocks];
        }

        if (blocks >= rest.Length)
        {
            return false;
        }

        block = rest[..(blocks + 1)];
        return true;
    }

    private static int ColourTable(byte flags) => (flags & 0x80) == 0 ? 0 : 3 << ((flags & 7) + 1);
}
