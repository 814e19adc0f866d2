using System.Buffers.Binary;
using System.IO.Compression;
using System.Numerics;
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

        using var png = new MemoryStream();
        png.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);
        byte[] header = [0, 0, 0, 0, 0, 0, 0, 0, 8, 6, 0, 0, 0];
        BinaryPrimitives.WriteInt32BigEndian(header, layout.Width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), layout.Height);
        CleanPng.WriteChunk("IHDR"u8, header, png);
        CleanPng.WriteChunk("IDAT"u8, Compress(bitmap, pixelsAt, layout), png);
        CleanPng.WriteChunk("IEND"u8, [], png);
        return NativeBuffer.CopyOf(png.GetBuffer().AsSpan(0, (int)png.Length));
    }

    private static byte[] Compress(ReadOnlySpan<byte> bitmap, int pixelsAt, Layout layout)
    {
        using var result = new MemoryStream();
        using (var deflate = new ZLibStream(result, CompressionLevel.Fastest, leaveOpen: true))
        {
            var stride = layout.Stride(layout.Bits);
            var runs = layout.HasRuns ? new RunLengths(bitmap[pixelsAt..], layout.Height, layout.Bits == 4) : default;
            var maskStride = layout.Stride(1);
            var line = new byte[1 + (4 * layout.Width)];
            for (var y = 0; y < layout.Height; y++)
            {
                var row = layout.FromTop ? y : layout.Height - 1 - y;
                if (layout.HasRuns)
                {
                    line.AsSpan().Clear();
                    runs.ReadLine(row, layout, bitmap, line.AsSpan(1));
                }
                else
                {
                    layout.ReadLine(Slice(bitmap, pixelsAt + ((long)row * stride), stride), bitmap, line.AsSpan(1));
                }

                if (layout.HasMask)
                {
                    var mask = Slice(bitmap, pixelsAt + ((long)layout.Height * stride) + ((long)row * maskStride), maskStride);
                    CutOut(mask, line.AsSpan(1));
                }

                deflate.Write(line);
            }
        }

        return result.ToArray();
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

    private readonly record struct Layout(
        int Width, int Height, int Bits, bool FromTop, bool HasMask, bool HasRuns, int Palette, int PaletteEnd, uint[] Masks)
    {
        private const int Alpha = 3;
        private const int LongestSide = 1 << 20;

        public static bool TryRead(ReadOnlySpan<byte> bitmap, bool isIcon, out Layout layout)
        {
            layout = default;
            if (bitmap.Length < InfoHeader || BinaryPrimitives.ReadUInt32LittleEndian(bitmap) is < InfoHeader or > 256)
            {
                return false;
            }

            var length = BinaryPrimitives.ReadInt32LittleEndian(bitmap);
            var width = BinaryPrimitives.ReadInt32LittleEndian(bitmap[4..]);
            var height = BinaryPrimitives.ReadInt32LittleEndian(bitmap[8..]);
            var bits = BinaryPrimitives.ReadUInt16LittleEndian(bitmap[14..]);
            var compression = BinaryPrimitives.ReadUInt32LittleEndian(bitmap[16..]);
            var fields = compression == BitFields && bits is 16 or 32;
            var runs = !isIcon && height > 0 && (compression, bits) is (RunsOf8, 8) or (RunsOf4, 4);
            if (width is <= 0 or > LongestSide || height is 0 or < -LongestSide or > LongestSide
                || bits is not (1 or 4 or 8 or 16 or 24 or 32) || (compression != 0 && !fields && !runs) || bitmap.Length < length + 16)
            {
                return false;
            }

            var palette = length + (fields && length == InfoHeader ? 12 : 0);
            var colours = BinaryPrimitives.ReadUInt32LittleEndian(bitmap[32..]);
            var entries = bits > 8 ? (int)Math.Min(colours, 256) : colours is 0 or > 256 ? 1 << bits : (int)colours;
            uint[] masks = bits == 16 ? [0x7C00, 0x3E0, 0x1F, 0] : [0xFF0000, 0xFF00, 0xFF, isIcon && bits == 32 ? 0xFF000000 : 0];
            for (var i = 0; fields && i < (length >= 56 ? 4 : 3); i++)
            {
                masks[i] = BinaryPrimitives.ReadUInt32LittleEndian(bitmap[(InfoHeader + (4 * i))..]);
            }

            height = isIcon ? height / 2 : height;
            var hasMask = isIcon && bits < 32;
            layout = new Layout(width, Math.Abs(height), bits, height < 0, hasMask, runs, palette, palette + (4 * entries), masks);
            return layout.Height > 0;
        }

        public int Stride(int bits) => (int)((((long)bits * Width) + 31) / 32 * 4);

        public void ReadLine(ReadOnlySpan<byte> row, ReadOnlySpan<byte> bitmap, Span<byte> line)
        {
            line.Clear();
            for (var x = 0; x < Width && ((((long)x + 1) * Bits) + 7) / 8 <= row.Length; x++)
            {
                var pixel = line.Slice(4 * x, 4);
                if (Bits <= 8)
                {
                    var index = (row[x * Bits / 8] >> (8 - Bits - (x * Bits % 8))) & ((1 << Bits) - 1);
                    Paint(index, bitmap, pixel);
                    continue;
                }

                var value = Value(row.Slice(x * Bits / 8, Bits / 8));
                for (var i = 0; i < pixel.Length; i++)
                {
                    pixel[i] = Masks[i] != 0 ? Scale(value, Masks[i]) : i == Alpha ? byte.MaxValue : (byte)0;
                }
            }
        }

        public void Paint(int index, ReadOnlySpan<byte> bitmap, Span<byte> pixel)
        {
            var at = Palette + (4 * index);
            if (at + 4 <= Math.Min(PaletteEnd, bitmap.Length))
            {
                (pixel[0], pixel[1], pixel[2]) = (bitmap[at + 2], bitmap[at + 1], bitmap[at]);
            }

            pixel[Alpha] = byte.MaxValue;
        }

        private static uint Value(ReadOnlySpan<byte> pixel)
        {
            var value = 0U;
            for (var i = pixel.Length - 1; i >= 0; i--)
            {
                value = (value << 8) | pixel[i];
            }

            return value;
        }

        private static byte Scale(uint value, uint mask)
        {
            var shift = BitOperations.TrailingZeroCount(mask);
            ulong most = mask >> shift;
            return (byte)(((((ulong)(value & mask) >> shift) * byte.MaxValue) + (most / 2)) / most);
        }
    }
}
