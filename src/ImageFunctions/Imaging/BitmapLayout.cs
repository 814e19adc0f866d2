using System.Buffers.Binary;
using System.Numerics;

namespace ImageFunctions.Imaging;

internal static partial class BitmapFile
{
    /// <summary>Where the pixels of a BMP or of an icon's picture are, and how to read a line of them.</summary>
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
