using System.Buffers.Binary;

namespace ImageFunctions.Imaging;

/// <summary>
/// The size of a WebP, without a codec: libvips takes memory for the whole picture already when it reads a header, so it is told to
/// read a small one.
/// </summary>
internal static class WebPCanvas
{
    /// <summary>Reads it off the first chunk that tells it (RFC 9649, sections 2.5 to 2.7).</summary>
    /// <param name="file">All there is of the file.</param>
    /// <returns>In pixels; null where nothing tells it.</returns>
    public static (int Width, int Height)? SizeOf(ReadOnlySpan<byte> file)
    {
        for (var at = 12L; at + 8 <= file.Length;)
        {
            var type = file.Slice((int)at, 4);
            var content = file[((int)at + 8)..];
            if (type.SequenceEqual("VP8X"u8) && content.Length >= 10)
            {
                return (1 + Read24(content[4..]), 1 + Read24(content[7..]));
            }

            // RFC 6386, section 9.1: a frame's tag, a start code, sizes of 14 bits, each below two bits for scaling that decoders leave to
            // others.
            if (type.SequenceEqual("VP8 "u8) && content.Length >= 10)
            {
                return (Read16(content[6..]) & 0x3FFF, Read16(content[8..]) & 0x3FFF);
            }

            if (type.SequenceEqual("VP8L"u8) && content.Length >= 5)
            {
                var sizes = BinaryPrimitives.ReadUInt32LittleEndian(content[1..]);
                return (1 + (int)(sizes & 0x3FFF), 1 + (int)((sizes >> 14) & 0x3FFF));
            }

            var length = (long)BinaryPrimitives.ReadUInt32LittleEndian(file[((int)at + 4)..]);
            at += 8 + length + (length & 1);
        }

        return null;
    }

    private static int Read24(ReadOnlySpan<byte> bytes) => bytes[0] | (bytes[1] << 8) | (bytes[2] << 16);

    private static int Read16(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt16LittleEndian(bytes);
}
