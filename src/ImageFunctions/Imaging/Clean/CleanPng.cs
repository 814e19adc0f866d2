using System.Buffers;
using System.Buffers.Binary;
using System.IO.Hashing;

namespace ImageFunctions.Imaging.Clean;

/// <summary>PNG, third edition, section 5: after the signature chunks of length, type, content, checksum.</summary>
internal static class CleanPng
{
    private const int Signature = 8;
    private const int Frame = 12; // length, type, checksum
    private const int DensityLength = Frame + 9;

    public static bool TryWrite(ReadOnlySpan<byte> file, ArrayBufferWriter<byte> copy)
    {
        copy.Write(file[..Signature]);
        for (var rest = file[Signature..]; rest.Length >= Frame;)
        {
            var length = Frame + (long)BinaryPrimitives.ReadUInt32BigEndian(rest);
            if (length > rest.Length)
            {
                return false;
            }

            var chunk = rest[..(int)length];
            var type = rest[4..8];
            rest = rest[(int)length..];
            if (IsPicture(type) || (type.SequenceEqual("pHYs"u8) && length == DensityLength))
            {
                copy.Write(chunk);
            }
            else if (type.SequenceEqual("IEND"u8))
            {
                copy.Write(chunk);
                return length == Frame;
            }
            else if (IsCritical(type) || type.SequenceEqual("iCCP"u8) || type.SequenceEqual("cICP"u8))
            {
                return false;
            }
        }

        return false;
    }

    public static void WriteChunk(ReadOnlySpan<byte> type, ReadOnlySpan<byte> content, Stream png)
    {
        Span<byte> number = stackalloc byte[4];
        var checksum = new Crc32();
        checksum.Append(type);
        checksum.Append(content);
        BinaryPrimitives.WriteInt32BigEndian(number, content.Length);
        png.Write(number);
        png.Write(type);
        png.Write(content);
        BinaryPrimitives.WriteUInt32BigEndian(number, checksum.GetCurrentHashAsUInt32());
        png.Write(number);
    }

    private static bool IsPicture(ReadOnlySpan<byte> type) =>
        type.SequenceEqual("IHDR"u8) || type.SequenceEqual("PLTE"u8) || type.SequenceEqual("tRNS"u8) || type.SequenceEqual("IDAT"u8);

    // Section 5.4: a capital letter first says that nobody may show the picture who does not know the chunk.
    private static bool IsCritical(ReadOnlySpan<byte> type) => (type[0] & 0x20) == 0;
}
