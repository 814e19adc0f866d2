using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Bench.Torture.Hostile;

/// <summary>Puts PNG files together chunk by chunk (PNG, third edition, section 5), true or lying.</summary>
internal sealed class PngBuilder
{
    private readonly ArrayBufferWriter<byte> file = new();

    /// <summary>The signature and a header: 8-bit RGB unless told otherwise.</summary>
    public PngBuilder(int width, int height, byte depth = 8, byte colourType = 2, bool interlaced = false)
    {
        file.Write((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9], header[12]) = (depth, colourType, interlaced ? (byte)1 : (byte)0);
        Chunk("IHDR", header);
    }

    /// <summary>One chunk, with its length and checksum.</summary>
    public PngBuilder Chunk(string type, ReadOnlySpan<byte> data)
    {
        file.Write(ToChunk(type, data));
        return this;
    }

    /// <summary>A chunk by itself.</summary>
    public static byte[] ToChunk(string type, ReadOnlySpan<byte> data)
    {
        byte[] chunk = [0, 0, 0, 0, .. Encoding.ASCII.GetBytes(type), .. data, 0, 0, 0, 0];
        BinaryPrimitives.WriteInt32BigEndian(chunk, data.Length);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(^4), Crc32(chunk.AsSpan(4..^4)));
        return chunk;
    }

    /// <summary>A chunk with a keyword and compressed content, such as <c>zTXt</c> or <c>iCCP</c>.</summary>
    public PngBuilder Compressed(string type, string keyword, byte[] deflated) =>
        Chunk(type, [.. Encoding.ASCII.GetBytes(keyword), 0, 0, .. deflated]);

    /// <summary>Pixels, all zero, of that many bytes before compression.</summary>
    public PngBuilder Pixels(long bytes) => Chunk("IDAT", Deflate(bytes));

    /// <summary>The end, and the file.</summary>
    public byte[] End()
    {
        Chunk("IEND", []);
        return file.WrittenSpan.ToArray();
    }

    /// <summary>Zeros, which compress to a thousandth.</summary>
    public static byte[] Deflate(long zeros)
    {
        using var result = new MemoryStream();
        using (var deflate = new ZLibStream(result, CompressionLevel.Fastest, leaveOpen: true))
        {
            var block = new byte[1 << 20];
            for (var left = zeros; left > 0; left -= block.Length)
            {
                deflate.Write(block, 0, (int)Math.Min(left, block.Length));
            }
        }

        return result.ToArray();
    }

    /// <summary>Sets the checksum of every chunk right, as far as there are chunks; does nothing to other files.</summary>
    public static void RepairChecksums(Span<byte> png)
    {
        if (!png.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G']))
        {
            return;
        }

        for (var at = 8L; at + 12 <= png.Length;)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(png[(int)at..]);
            if (at + 12 + length > png.Length)
            {
                return;
            }

            var chunk = png.Slice((int)at + 4, (int)length + 4);
            BinaryPrimitives.WriteUInt32BigEndian(png[((int)at + 8 + (int)length)..], Crc32(chunk));
            at += 12 + length;
        }
    }

    private static uint Crc32(ReadOnlySpan<byte> data)
    {
        var crc = uint.MaxValue;
        foreach (var value in data)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ (0xEDB88320 & (uint)-(int)(crc & 1));
            }
        }

        return ~crc;
    }
}
