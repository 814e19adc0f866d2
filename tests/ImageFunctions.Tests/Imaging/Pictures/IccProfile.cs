using System.Buffers.Binary;
using System.Text;
using ImageFunctions.Imaging.Resampling;

namespace ImageFunctions.Tests.Imaging.Pictures;

/// <summary>
/// A display profile of three primaries and one gamma, written by hand (ICC.1:2022, section 8.3: three-component matrix-based), and the
/// arithmetic that leads from sRGB to it: what libvips must undo.
/// </summary>
internal sealed class IccProfile(double gamma, double[,] toXyz)
{
    /// <summary>Display P3's primaries adapted to D50.</summary>
    public static readonly double[,] DisplayP3ToXyz =
    {
        { 0.51512, 0.29198, 0.15710 },
        { 0.24120, 0.69225, 0.06657 },
        { -0.00105, 0.04189, 0.78407 },
    };

    /// <summary>Adobe RGB (1998): its primaries adapted to D50.</summary>
    public static readonly IccProfile AdobeRgb = new(2.19921875, new[,]
    {
        { 0.60974, 0.20528, 0.14919 },
        { 0.31111, 0.62567, 0.06322 },
        { 0.01947, 0.06087, 0.74457 },
    });

    /// <summary>ProPhoto RGB (ROMM RGB, ISO 22028-2), whose white is D50.</summary>
    public static readonly IccProfile ProPhoto = new(1.8, new[,]
    {
        { 0.79767, 0.13519, 0.03135 },
        { 0.28804, 0.71188, 0.00009 },
        { 0.00000, 0.00000, 0.82491 },
    });

    /// <summary>The primaries of Display P3 adapted to D50, with a plain gamma.</summary>
    public static readonly IccProfile DisplayP3 = new(2.2, DisplayP3ToXyz);

    /// <summary>Primaries but a little larger than sRGB's: those of European television (EBU Tech. 3213).</summary>
    public static readonly IccProfile Ebu = new(2.2, new[,]
    {
        { 0.45405, 0.35385, 0.15652 },
        { 0.24188, 0.67386, 0.08426 },
        { 0.01489, 0.09061, 0.72000 },
    });

    /// <summary>sRGB's primaries adapted to D50.</summary>
    public static readonly double[,] SrgbToXyz =
    {
        { 0.43607, 0.38515, 0.14307 },
        { 0.22249, 0.71687, 0.06061 },
        { 0.01392, 0.09708, 0.71410 },
    };

    /// <summary>A colour of sRGB, 0–255, in this profile's own numbers.</summary>
    public (double Red, double Green, double Blue) FromSrgb(double red, double green, double blue)
    {
        var xyz = Multiply(SrgbToXyz, [Linear(red), Linear(green), Linear(blue)]);
        var own = Multiply(Invert(toXyz), xyz);
        return (Encode(own[0]), Encode(own[1]), Encode(own[2]));
    }

    /// <summary>
    /// A colour of this profile, 0–255, in the numbers of a space that has sRGB's curve; what lies outside of it is cut off.
    /// </summary>
    public double[] ToSpace(double[,] spaceToXyz, params ReadOnlySpan<byte> numbers)
    {
        var written = Math.Round(gamma * 256) / 256;
        double[] light = [Light(numbers[0]), Light(numbers[1]), Light(numbers[2])];
        return [.. Multiply(Invert(spaceToXyz), Multiply(toXyz, light)).Select(Number)];

        static double Number(double light) => 255 * SrgbCurve.FromLight(Math.Clamp(light, 0, 1));
        double Light(byte number) => Math.Pow(number / 255.0, written);
    }

    /// <summary>The profile's file.</summary>
    public byte[] ToBytes()
    {
        var (description, text) = (Text("desc", "test"), Text("text", "none"));
        (string Tag, byte[] Data)[] tags =
        [
            ("desc", description), ("cprt", text), ("wtpt", Xyz(0.9642, 1, 0.8249)),
            ("rXYZ", Column(0)), ("gXYZ", Column(1)), ("bXYZ", Column(2)),
            ("rTRC", Curve()), ("gTRC", Curve()), ("bTRC", Curve()),
        ];
        var table = 132 + (tags.Length * 12);
        var file = new byte[table + tags.Sum(tag => tag.Data.Length)];
        WriteHeader(file);
        BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(128), tags.Length);
        var (entry, offset) = (132, table);
        foreach (var (tag, data) in tags)
        {
            Encoding.ASCII.GetBytes(tag, file.AsSpan(entry));
            BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(entry + 4), offset);
            BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(entry + 8), data.Length);
            data.CopyTo(file, offset);
            (entry, offset) = (entry + 12, offset + data.Length);
        }

        return file;
    }

    private static void WriteHeader(byte[] file)
    {
        BinaryPrimitives.WriteInt32BigEndian(file, file.Length);
        file[8] = 2; // version 2
        Encoding.ASCII.GetBytes("mntrRGB XYZ ", file.AsSpan(12));
        Encoding.ASCII.GetBytes("acsp", file.AsSpan(36));
        Fixed(file.AsSpan(68), 0.9642);
        Fixed(file.AsSpan(72), 1);
        Fixed(file.AsSpan(76), 0.8249);
    }

    private byte[] Column(int column) => Xyz(toXyz[0, column], toXyz[1, column], toXyz[2, column]);

    private static byte[] Xyz(double x, double y, double z)
    {
        var data = new byte[20];
        Encoding.ASCII.GetBytes("XYZ ", data);
        Fixed(data.AsSpan(8), x);
        Fixed(data.AsSpan(12), y);
        Fixed(data.AsSpan(16), z);
        return data;
    }

    private byte[] Curve()
    {
        var data = new byte[16];
        Encoding.ASCII.GetBytes("curv", data);
        data[11] = 1;
        BinaryPrimitives.WriteUInt16BigEndian(data.AsSpan(12), (ushort)Math.Round(gamma * 256));
        return data;
    }

    private static byte[] Text(string type, string text)
    {
        var data = new byte[type == "desc" ? 96 : 16];
        Encoding.ASCII.GetBytes(type, data);
        data[11] = type == "desc" ? (byte)(text.Length + 1) : data[11];
        Encoding.ASCII.GetBytes(text, data.AsSpan(type == "desc" ? 12 : 8));
        return data;
    }

    private static void Fixed(Span<byte> target, double value) =>
        BinaryPrimitives.WriteInt32BigEndian(target, (int)Math.Round(value * 65536));

    private static double Linear(double value) =>
        value / 255 <= 0.04045 ? value / 255 / 12.92 : Math.Pow(((value / 255) + 0.055) / 1.055, 2.4);

    private double Encode(double value) => Math.Pow(Math.Clamp(value, 0, 1), 1 / gamma) * 255;

    private static double[] Multiply(double[,] matrix, double[] vector) =>
        [.. Enumerable.Range(0, 3).Select(row => Enumerable.Range(0, 3).Sum(column => matrix[row, column] * vector[column]))];

    private static double[,] Invert(double[,] m)
    {
        var inverse = new double[3, 3];
        var determinant = Enumerable.Range(0, 3)
            .Sum(i => m[0, i] * ((m[1, (i + 1) % 3] * m[2, (i + 2) % 3]) - (m[1, (i + 2) % 3] * m[2, (i + 1) % 3])));
        for (var row = 0; row < 3; row++)
        {
            for (var column = 0; column < 3; column++)
            {
                inverse[column, row] = ((m[(row + 1) % 3, (column + 1) % 3] * m[(row + 2) % 3, (column + 2) % 3])
                    - (m[(row + 1) % 3, (column + 2) % 3] * m[(row + 2) % 3, (column + 1) % 3])) / determinant;
            }
        }

        return inverse;
    }
}
