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

        var red = ToneCurve.Read(ColourProfile.Tag(file, "rTRC"u8));
        if (red is null)
        {
            return ToneCurve.Read(ColourProfile.Tag(file, "kTRC"u8)) is { } grey
                ? new MatrixProfile([grey, grey, grey], [1, 0, 0, 0, 1, 0, 0, 0, 1])
                : null;
        }

        return ToneCurve.Read(ColourProfile.Tag(file, "gTRC"u8)) is { } green
            && ToneCurve.Read(ColourProfile.Tag(file, "bTRC"u8)) is { } blue
            && ColourProfile.Primary(file, "rXYZ"u8) is { } first
            && ColourProfile.Primary(file, "gXYZ"u8) is { } second
            && ColourProfile.Primary(file, "bXYZ"u8) is { } third
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
        for (var column = 0; column < 3; column++)
        {
            var light = ColourProfile.ToSrgbLight(columns[column]);
            for (var row = 0; row < 3; row++)
            {
                product[(row * 3) + column] = (float)light[row];
            }
        }

        return product;
    }

    // IEC 61966-2-1.
    private static byte Encode(double linear) =>
        (byte)Math.Round(255 * (linear <= 0.0031308 ? linear * 12.92 : (1.055 * Math.Pow(linear, 1 / 2.4)) - 0.055));
}
