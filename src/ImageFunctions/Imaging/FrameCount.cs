using System.Buffers.Binary;

namespace ImageFunctions.Imaging;

/// <summary>
/// Counts the frames of an animation, and the pictures of a TIFF, without a codec. The codecs' own way to the count takes hundreds of bytes
/// and, for WebP and TIFF, time that grows faster than the count: a file of a few megabytes could hold a thread for hours.
/// </summary>
internal static class FrameCount
{
    private const int GifScreenEnd = 13;
    private const byte GifExtension = 0x21;
    private const byte GifImage = 0x2C;
    private const int GifImageLength = 10;

    /// <summary>Whether a file has more frames or, of a TIFF, directories than that; false for kinds that have one picture.</summary>
    public static bool Exceeds(SourceKind kind, ReadOnlySpan<byte> file, int limit) =>
        (kind == SourceKind.Tiff ? TiffDirectories.Count(file, limit) : Of(kind, file, limit)) > limit;

    /// <summary>How many frames a file has, counted as far as one more than the limit; 0 for a still WebP,
    /// and for kinds that are never animated here.</summary>
    public static int Of(SourceKind kind, ReadOnlySpan<byte> file, int limit) => kind switch
    {
        SourceKind.Gif => WalkGif(file, limit).Frames,
        SourceKind.WebP => CountWebP(file, limit),
        _ => 0,
    };

    /// <summary>Whether every block of a GIF goes on to its end. The trailer may be missing, as browsers allow.</summary>
    public static bool IsWholeGif(ReadOnlySpan<byte> file) => WalkGif(file, int.MaxValue).End <= file.Length;

    // GIF89a, sections 17 to 27. What follows a damaged block is not counted: the codec does not get further either.
    private static (int Frames, int End) WalkGif(ReadOnlySpan<byte> file, int limit)
    {
        var frames = 0;
        if (file.Length < GifScreenEnd)
        {
            return (frames, GifScreenEnd);
        }

        var at = GifScreenEnd + ColourTable(file[10]);
        while (at < file.Length && frames <= limit)
        {
            switch (file[at])
            {
                case GifExtension:
                    at = SkipBlocks(file, at + 2);
                    break;
                case GifImage when at + GifImageLength < file.Length:
                    frames++;
                    at = SkipBlocks(file, at + GifImageLength + ColourTable(file[at + GifImageLength - 1]) + 1);
                    break;
                default:
                    return (frames, at);
            }
        }

        return (frames, at);
    }

    private static int ColourTable(byte flags) => (flags & 0x80) == 0 ? 0 : 3 << ((flags & 7) + 1);

    // Data sub-blocks: a length and as many bytes, ended by a length of 0.
    private static int SkipBlocks(ReadOnlySpan<byte> file, int at)
    {
        while (at < file.Length && file[at] != 0)
        {
            at += 1 + file[at];
        }

        return at + 1;
    }

    // RFC 9649, section 2.7: chunks of a name, a length, and content padded to an even length.
    private static int CountWebP(ReadOnlySpan<byte> file, int limit)
    {
        var frames = 0;
        for (var at = 12L; at + 8 <= file.Length && frames <= limit;)
        {
            var chunk = file[(int)at..];
            if (chunk.StartsWith("ANMF"u8))
            {
                frames++;
            }

            var length = (long)BinaryPrimitives.ReadUInt32LittleEndian(chunk[4..]);
            at += 8 + length + (length & 1);
        }

        return frames;
    }
}
