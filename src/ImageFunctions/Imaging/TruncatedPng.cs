using System.Buffers.Binary;
using System.IO.Compression;
using ImageFunctions.Imaging.Clean;

namespace ImageFunctions.Imaging;

/// <summary>
/// Completes a PNG that breaks off (PNG, third edition, section 5): after the signature chunks of length, type, content, checksum.
/// What can be inflated is deflated again, with zeros behind it: a compressed stream cannot be continued where it was cut.
/// </summary>
internal static class TruncatedPng
{
    private const int Signature = 8;
    private const int Head = 8; // of a chunk: length and type
    private const int Frame = 12; // a chunk without its content

    /// <summary>Writes the end that a file lacks.</summary>
    /// <param name="file">All there is of it.</param>
    /// <param name="end">Takes what goes behind the part that is kept.</param>
    /// <param name="maxPixels">A picture that claims more stays as it is.</param>
    /// <returns>How much of the file is kept: 0 where it is whole, or breaks off before its pixels.</returns>
    public static int Complete(ReadOnlySpan<byte> file, MemoryStream end, long maxPixels)
    {
        var firstPixels = FindFirstPixels(file);
        if (firstPixels == 0 || !file[Signature..].StartsWith("\0\0\0\rIHDR"u8)
            || Samples(file.Slice(Signature + Head, 13), maxPixels) is not { } wanted)
        {
            return 0;
        }

        using var compressed = Compressed(file[firstPixels..]);
        CleanPng.WriteChunk("IDAT"u8, Recompress(compressed, wanted), end);
        CleanPng.WriteChunk("IEND"u8, [], end);
        return firstPixels;
    }

    // Most files are whole, so nothing is copied yet.
    private static int FindFirstPixels(ReadOnlySpan<byte> file)
    {
        var first = 0;
        for (var at = Signature; at + Head <= file.Length; at = Next(file, at))
        {
            var type = file.Slice(at + 4, 4);
            if (type.SequenceEqual("IEND"u8))
            {
                return 0;
            }

            first = first == 0 && type.SequenceEqual("IDAT"u8) ? at : first;
        }

        return first;
    }

    private static MemoryStream Compressed(ReadOnlySpan<byte> chunks)
    {
        var compressed = new MemoryStream();
        for (var at = 0; at + Head <= chunks.Length; at = Next(chunks, at))
        {
            if (chunks.Slice(at + 4, 4).SequenceEqual("IDAT"u8))
            {
                var length = Math.Min(BinaryPrimitives.ReadUInt32BigEndian(chunks[at..]), chunks.Length - at - Head);
                compressed.Write(chunks.Slice(at + Head, (int)length));
            }
        }

        compressed.Position = 0;
        return compressed;
    }

    private static int Next(ReadOnlySpan<byte> chunks, int at) =>
        (int)Math.Min(chunks.Length, at + Frame + (long)BinaryPrimitives.ReadUInt32BigEndian(chunks[at..]));

    private static byte[] Recompress(Stream compressed, long wanted)
    {
        using var result = new MemoryStream();
        using (var inflate = new ZLibStream(compressed, CompressionMode.Decompress))
        using (var deflate = new ZLibStream(result, CompressionLevel.Fastest, leaveOpen: true))
        {
            var block = new byte[1 << 12];
            while (wanted > 0 && ReadOrEnd(inflate, block.AsSpan(0, (int)Math.Min(block.Length, wanted))) is > 0 and var read)
            {
                deflate.Write(block.AsSpan(0, read));
                wanted -= read;
            }

            Array.Clear(block);
            for (; wanted > 0; wanted -= block.Length)
            {
                deflate.Write(block.AsSpan(0, (int)Math.Min(block.Length, wanted)));
            }
        }

        return result.ToArray();
    }

    private static int ReadOrEnd(ZLibStream inflate, Span<byte> block)
    {
        try
        {
            return inflate.Read(block);
        }
        catch (InvalidDataException)
        {
            return 0; // nothing more comes of it
        }
    }

    // Bytes before compression, a filter's one before each line; null for what no decoder takes. PNG, section 8.1: an interlaced picture is
    // seven.
    private static long? Samples(ReadOnlySpan<byte> header, long maxPixels)
    {
        var (width, height) = (BinaryPrimitives.ReadInt32BigEndian(header), BinaryPrimitives.ReadInt32BigEndian(header[4..]));
        var channels = header[9] switch { 0 or 3 => 1, 2 => 3, 4 => 2, 6 => 4, _ => 0 };
        if (width <= 0 || height <= 0 || channels == 0 || header[8] is not (1 or 2 or 4 or 8 or 16) || (long)width * height > maxPixels)
        {
            return null;
        }

        var bits = (long)channels * header[8];
        (int X, int Y, int StepX, int StepY)[] passes = header[12] == 0
            ? [(0, 0, 1, 1)]
            : [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];
        return passes.Sum(pass =>
        {
            var columns = Math.Max(0, (width - pass.X + pass.StepX - 1) / pass.StepX);
            var lines = Math.Max(0, (height - pass.Y + pass.StepY - 1) / pass.StepY);
            return columns == 0 ? 0 : lines * (1 + (((columns * bits) + 7) / 8));
        });
    }
}
