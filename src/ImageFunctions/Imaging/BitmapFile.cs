using System.Buffers.Binary;
using System.IO.Compression;
using ImageFunctions.Imaging.Clean;

namespace ImageFunctions.Imaging;

/// <summary>
/// Rewrites BMP and ICO, which browsers show and the codecs at hand do not read, as PNG: pictures of 1 to 32 bits, those of 4 and 8 also
/// in run lengths, and, of an icon, its largest picture. What is older than Windows 3 is not read.
/// </summary>
internal static partial class BitmapFile
{
    private const int FileHeader = 14;
    private const int InfoHeader = 40;
    private const int RunsOf8 = 1;
    private const int RunsOf4 = 2;
    private const int BitFields = 3;

    /// <summary>The same picture as PNG, to be disposed.</summary>
    /// <param name="kind">BMP or ICO.</param>
    /// <param name="file">All of it.</param>
    /// <param name="maxPixels">A picture that claims more is not rewritten.</param>
    /// <returns>Null where it is not read, or broken.</returns>
    public static NativeBuffer? ToPng(SourceKind kind, ReadOnlySpan<byte> file, long maxPixels)
    {
        if (kind == SourceKind.Ico)
        {
            return OfIcon(file, maxPixels);
        }

        var pixelsAt = file.Length < FileHeader + InfoHeader ? 0 : BinaryPrimitives.ReadUInt32LittleEndian(file[10..]);
        return pixelsAt <= FileHeader || pixelsAt >= file.Length
            ? null
            : OfBitmap(file[FileHeader..], (int)pixelsAt - FileHeader, maxPixels, isIcon: false);
    }

    // Six bytes, the last two the number of pictures; 16 for each: width, height (0 is 256), colours, 0, planes, bits, length, offset.
    private static NativeBuffer? OfIcon(ReadOnlySpan<byte> file, long maxPixels)
    {
        var largest = ReadOnlySpan<byte>.Empty;
        var best = -1;
        for (var (i, count) = (0, BinaryPrimitives.ReadUInt16LittleEndian(file[4..])); i < count && 6 + (16 * (i + 1)) <= file.Length; i++)
        {
            var entry = file.Slice(6 + (16 * i), 16);
            var offset = BinaryPrimitives.ReadUInt32LittleEndian(entry[12..]);
            var rank = ((entry[0] + 255) % 256 * 256) + BinaryPrimitives.ReadUInt16LittleEndian(entry[6..]);
            if (rank > best && offset < file.Length)
            {
                best = rank;
                largest = file[(int)offset..];
            }
        }

        return SourceSignature.Detect(largest) == SourceKind.Png
            ? NativeBuffer.CopyOf(largest)
            : OfBitmap(largest, pixelsAt: -1, maxPixels, isIcon: true);
    }

    // Windows' BITMAPINFOHEADER and its successors: length, width, height (negative: from the top), planes, bits, compression; then masks
    // or a table of colours.
    private static NativeBuffer? OfBitmap(ReadOnlySpan<byte> bitmap, int pixelsAt, long maxPixels, bool isIcon)
    {
        if (!Layout.TryRead(bitmap, isIcon, out var layout))
        {
            return null;
        }

        pixelsAt = pixelsAt < 0 ? layout.PaletteEnd : pixelsAt;
        if ((long)layout.Width * layout.Height > maxPixels || pixelsAt < layout.PaletteEnd || pixelsAt >= bitmap.Length)
        {
            return null;
        }

        const int colours = 2, coloursAndAlpha = 6; // PNG, section 11.2.1
        var opaque = Compress(bitmap, pixelsAt, layout, withAlpha: false);
        byte[] header = [0, 0, 0, 0, 0, 0, 0, 0, 8, (byte)(opaque is null ? coloursAndAlpha : colours), 0, 0, 0];
        BinaryPrimitives.WriteInt32BigEndian(header, layout.Width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), layout.Height);
        using var png = new MemoryStream();
        png.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);
        CleanPng.WriteChunk("IHDR"u8, header, png);
        CleanPng.WriteChunk("IDAT"u8, opaque ?? Compress(bitmap, pixelsAt, layout, withAlpha: true), png);
        CleanPng.WriteChunk("IEND"u8, [], png);
        return NativeBuffer.CopyOf(png.GetBuffer().AsSpan(0, (int)png.Length));
    }

    // Null where there is to be no alpha and a pixel is not opaque.
    private static byte[]? Compress(ReadOnlySpan<byte> bitmap, int pixelsAt, Layout layout, bool withAlpha)
    {
        using var result = new MemoryStream();
        using (var deflate = new ZLibStream(result, CompressionLevel.Fastest, leaveOpen: true))
        {
            var runs = layout.HasRuns ? new RunLengths(bitmap[pixelsAt..], layout.Height, layout.Bits == 4) : default;
            var line = new byte[1 + (4 * layout.Width)];
            for (var y = 0; y < layout.Height; y++)
            {
                ReadLine(layout.FromTop ? y : layout.Height - 1 - y, bitmap, pixelsAt, layout, runs, line.AsSpan(1));
                if (!withAlpha && !TryDropAlpha(line.AsSpan(1)))
                {
                    return null;
                }

                deflate.Write(line.AsSpan(0, 1 + ((withAlpha ? 4 : 3) * layout.Width)));
            }
        }

        return result.ToArray();
    }

    private static void ReadLine(int row, ReadOnlySpan<byte> bitmap, int pixelsAt, Layout layout, RunLengths runs, Span<byte> line)
    {
        var (stride, maskStride) = (layout.Stride(layout.Bits), layout.Stride(1));
        if (layout.HasRuns)
        {
            line.Clear();
            runs.ReadLine(row, layout, bitmap, line);
        }
        else
        {
            layout.ReadLine(Slice(bitmap, pixelsAt + ((long)row * stride), stride), bitmap, line);
        }

        if (layout.HasMask)
        {
            CutOut(Slice(bitmap, pixelsAt + ((long)layout.Height * stride) + ((long)row * maskStride), maskStride), line);
        }
    }

    private static bool TryDropAlpha(Span<byte> line)
    {
        for (var x = 0; x < line.Length / 4; x++)
        {
            var pixel = line.Slice(4 * x, 4);
            if (pixel[3] != byte.MaxValue)
            {
                return false;
            }

            pixel[..3].CopyTo(line[(3 * x)..]);
        }

        return true;
    }

    // What the file lacks is empty.
    private static ReadOnlySpan<byte> Slice(ReadOnlySpan<byte> bitmap, long at, int length) =>
        at >= bitmap.Length ? [] : bitmap.Slice((int)at, (int)Math.Min(length, bitmap.Length - at));

    // One bit for each pixel of an icon: 1 is transparent.
    private static void CutOut(ReadOnlySpan<byte> mask, Span<byte> line)
    {
        for (var x = 0; x < line.Length / 4 && x / 8 < mask.Length; x++)
        {
            if ((mask[x / 8] & (0x80 >> (x % 8))) != 0)
            {
                line[(4 * x) + 3] = 0;
            }
        }
    }
}
