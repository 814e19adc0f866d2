using System.Buffers.Binary;

namespace Bench.Torture.Hostile;

/// <summary>Puts GIF files together (GIF89a), true or lying.</summary>
internal static class GifBuilder
{
    // One pixel of colour 0: LZW with codes of 3 bits: clear, 0, end.
    private static readonly byte[] OnePixel = [2, 2, 0x44, 0x01, 0];

    /// <summary>Frames of a pixel each on a screen of that size.</summary>
    public static byte[] WithFrames(int screenWidth, int screenHeight, int frames)
    {
        using var file = new MemoryStream();
        WriteHeader(file, screenWidth, screenHeight);
        for (var i = 0; i < frames; i++)
        {
            WriteFrame(file, 1, 1, OnePixel);
        }

        file.WriteByte(0x3B);
        return file.ToArray();
    }

    /// <summary>Frames without any pixels: 12 bytes each.</summary>
    public static byte[] WithEmptyFrames(int frames)
    {
        using var file = new MemoryStream();
        WriteHeader(file, 1, 1);
        for (var i = 0; i < frames; i++)
        {
            WriteFrame(file, 1, 1, [2, 0]);
        }

        file.WriteByte(0x3B);
        return file.ToArray();
    }

    /// <summary>A frame that sticks out of its screen.</summary>
    public static byte[] WithFrameOf(int screen, int frame)
    {
        using var file = new MemoryStream();
        WriteHeader(file, screen, screen);
        WriteFrame(file, frame, frame, OnePixel);
        WriteFrame(file, frame, frame, OnePixel);
        file.WriteByte(0x3B);
        return file.ToArray();
    }

    private static void WriteHeader(MemoryStream file, int width, int height)
    {
        file.Write("GIF89a"u8);
        WriteUInt16(file, width);
        WriteUInt16(file, height);
        file.Write([0x80, 0, 0, 0xFF, 0, 0, 0, 0, 0xFF]); // two colours
    }

    private static void WriteFrame(MemoryStream file, int width, int height, byte[] pixels)
    {
        file.WriteByte(0x2C);
        WriteUInt16(file, 0);
        WriteUInt16(file, 0);
        WriteUInt16(file, width);
        WriteUInt16(file, height);
        file.WriteByte(0);
        file.Write(pixels);
    }

    private static void WriteUInt16(MemoryStream file, int value)
    {
        Span<byte> bytes = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, (ushort)value);
        file.Write(bytes);
    }
}
