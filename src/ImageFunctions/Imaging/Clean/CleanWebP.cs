using System.Buffers;
using System.Buffers.Binary;

namespace ImageFunctions.Imaging.Clean;

/// <summary>WebP, RFC 9649, section 2: after RIFF, size and WEBP chunks of type, length, content padded to an even length.</summary>
internal static class CleanWebP
{
    private const int Header = 12;
    private const int FrameHeader = 16;
    private const int FlagsLength = 10;
    private const byte AnimationAndAlpha = 0x12; // of the flags in VP8X: not profile, EXIF, XMP

    public static bool TryWrite(ReadOnlySpan<byte> file, ArrayBufferWriter<byte> copy)
    {
        if (file.Length < Header
            || 8 + (long)BinaryPrimitives.ReadUInt32LittleEndian(file[4..]) is var end && end > file.Length
            || end < Header)
        {
            return false;
        }

        var content = new ArrayBufferWriter<byte>(file.Length);
        if (!TryWriteChunks(file[Header..(int)end], content, inFrame: false))
        {
            return false;
        }

        WriteChunk("RIFF"u8, [.. "WEBP"u8, .. content.WrittenSpan], copy);
        return true;
    }

    private static bool TryWriteChunks(ReadOnlySpan<byte> rest, ArrayBufferWriter<byte> copy, bool inFrame)
    {
        while (rest.Length >= 8)
        {
            var length = BinaryPrimitives.ReadUInt32LittleEndian(rest[4..]);
            if (8 + (long)length > rest.Length)
            {
                return false;
            }

            if (!TryWrite(rest[..4], rest.Slice(8, (int)length), copy, inFrame))
            {
                return false;
            }

            rest = rest[Math.Min(rest.Length, 8 + (int)(length + (length & 1)))..];
        }

        return rest.IsEmpty;
    }

    private static bool TryWrite(ReadOnlySpan<byte> type, ReadOnlySpan<byte> content, ArrayBufferWriter<byte> copy, bool inFrame)
    {
        if (type.SequenceEqual("VP8X"u8) && content.Length == FlagsLength)
        {
            WriteChunk(type, [(byte)(content[0] & AnimationAndAlpha), 0, 0, 0, .. content[4..]], copy);
            return true;
        }

        if (type.SequenceEqual("ANMF"u8) && content.Length >= FrameHeader && !inFrame)
        {
            var frame = new ArrayBufferWriter<byte>(content.Length);
            frame.Write(content[..FrameHeader]);
            var isClean = TryWriteChunks(content[FrameHeader..], frame, inFrame: true);
            WriteChunk(type, frame.WrittenSpan, copy);
            return isClean;
        }

        if (IsPixels(type) || (type.SequenceEqual("ANIM"u8) && content.Length == 6))
        {
            WriteChunk(type, content, copy);
        }

        return !type.SequenceEqual("ICCP"u8);
    }

    private static bool IsPixels(ReadOnlySpan<byte> type) =>
        type.SequenceEqual("VP8 "u8) || type.SequenceEqual("VP8L"u8) || type.SequenceEqual("ALPH"u8);

    private static void WriteChunk(ReadOnlySpan<byte> type, ReadOnlySpan<byte> content, ArrayBufferWriter<byte> copy)
    {
        copy.Write(type);
        BinaryPrimitives.WriteInt32LittleEndian(copy.GetSpan(4), content.Length);
        copy.Advance(4);
        copy.Write(content);
        copy.Write((ReadOnlySpan<byte>)(content.Length % 2 == 0 ? [] : [0]));
    }
}
