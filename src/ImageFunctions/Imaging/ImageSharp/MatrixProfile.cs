using System.Buffers.Binary;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;

namespace ImageFunctions.Imaging.ImageSharp;

/// <summary>
/// An ICC profile of three primaries and a curve each, or of grey and one curve (ICC.1:2022, sections 8.3 and 8.4), and the way from it to
/// sRGB: ImageSharp 3.1 converts no profiles itself. Profiles made of tables, as printers have them, are not read.
/// </summary>
internal sealed class MatrixProfile
{
    private const int Header = 128;
    private const int Steps = 4095;

    // From D50, which profiles connect by, to linear sRGB: the inverse of sRGB's own primaries adapted to D50.
    private static readonly double[,] FromXyz =
        { { 3.13412, -1.61739, -0.49063 }, { -0.97880, 1.91628, 0.03346 }, { 0.07198, -0.22900, 1.40533 } };

    private static readonly byte[] Encoded = [.. Enumerable.Range(0, Steps + 1).Select(i => Encode((double)i / Steps))];

    private readonly float[][] curves;
    private readonly float[] matrix; // row by row

    private MatrixProfile(float[][] curves, float[] matrix) => (this.curves, this.matrix) = (curves, matrix);

    /// <summary>Reads a profile's file.</summary>
    /// <returns>Null where there is none, or none of that sort: such a one is as good as none.</returns>
    public static MatrixProfile? Read(ReadOnlySpan<byte> file)
    {
        if (file.Length < Header + 4)
        {
            return null;
        }

        var red = ToneCurve.Read(Tag(file, "rTRC"u8));
        if (red is null)
        {
            return ToneCurve.Read(Tag(file, "kTRC"u8)) is { } grey
                ? new MatrixProfile([grey, grey, grey], [1, 0, 0, 0, 1, 0, 0, 0, 1])
                : null;
        }

        return ToneCurve.Read(Tag(file, "gTRC"u8)) is { } green && ToneCurve.Read(Tag(file, "bTRC"u8)) is { } blue
            && Xyz(file, "rXYZ"u8) is { } first && Xyz(file, "gXYZ"u8) is { } second && Xyz(file, "bXYZ"u8) is { } third
            ? new MatrixProfile([red, green, blue], Multiply([first, second, third]))
            : null;
    }

    /// <summary>Converts all frames in place.</summary>
    public void ToSrgb(Image<Rgba32> image)
    {
        foreach (var frame in image.Frames)
        {
            frame.ProcessPixelRows(rows =>
            {
                for (var y = 0; y < rows.Height; y++)
                {
                    foreach (ref var pixel in rows.GetRowSpan(y))
                    {
                        Convert(ref pixel);
                    }
                }
            });
        }
    }

    private void Convert(ref Rgba32 pixel)
    {
        var (red, green, blue) = (curves[0][pixel.R], curves[1][pixel.G], curves[2][pixel.B]);
        pixel.R = Lookup((matrix[0] * red) + (matrix[1] * green) + (matrix[2] * blue));
        pixel.G = Lookup((matrix[3] * red) + (matrix[4] * green) + (matrix[5] * blue));
        pixel.B = Lookup((matrix[6] * red) + (matrix[7] * green) + (matrix[8] * blue));
    }

    private static byte Lookup(float linear) => Encoded[(int)((Math.Clamp(linear, 0, 1) * Steps) + 0.5f)];

    private static float[] Multiply(double[][] columns)
    {
        var product = new float[9];
        for (var i = 0; i < 9; i++)
        {
            var column = columns[i % 3];
            product[i] = (float)((FromXyz[i / 3, 0] * column[0]) + (FromXyz[i / 3, 1] * column[1]) + (FromXyz[i / 3, 2] * column[2]));
        }

        return product;
    }

    // IEC 61966-2-1.
    private static byte Encode(double linear) =>
        (byte)Math.Round(255 * (linear <= 0.0031308 ? linear * 12.92 : (1.055 * Math.Pow(linear, 1 / 2.4)) - 0.055));

    // Section 10.31: signature, four bytes reserved, then numbers of 16.16 bits.
    private static double[]? Xyz(ReadOnlySpan<byte> file, ReadOnlySpan<byte> name)
    {
        var tag = Tag(file, name);
        return tag.Length >= 20 && tag.StartsWith("XYZ "u8)
            ? [ToneCurve.Fixed(tag[8..]), ToneCurve.Fixed(tag[12..]), ToneCurve.Fixed(tag[16..])]
            : null;
    }

    // Section 7.3: a count, then entries of signature, offset, length.
    private static ReadOnlySpan<byte> Tag(ReadOnlySpan<byte> file, ReadOnlySpan<byte> name)
    {
        var count = Math.Min(BinaryPrimitives.ReadUInt32BigEndian(file[Header..]), 100);
        for (var i = 0; i < count && Header + 4 + ((i + 1) * 12) <= file.Length; i++)
        {
            var entry = file[(Header + 4 + (i * 12))..];
            if (entry.StartsWith(name))
            {
                var (start, length) = (BinaryPrimitives.ReadUInt32BigEndian(entry[4..]), BinaryPrimitives.ReadUInt32BigEndian(entry[8..]));
                return (long)start + length <= file.Length ? file.Slice((int)start, (int)length) : default;
            }
        }

        return default;
    }
}
