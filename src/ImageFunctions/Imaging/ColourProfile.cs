using System.Buffers.Binary;
using ImageFunctions.Imaging.Resampling;
using ImageFunctions.Settings;

namespace ImageFunctions.Imaging;

/// <summary>
/// ICC profiles of three primaries and their curves (ICC.1:2022, section 8.3): what is read of them, and the one that variants carry.
/// </summary>
internal static class ColourProfile
{
    /// <summary>Of D50, by which profiles connect, for a Y of 1.</summary>
    public const double WhiteX = 0.9642;

    /// <inheritdoc cref="WhiteX"/>
    public const double WhiteZ = 0.8249;

    private const int Header = 128;
    private const int MostTags = 100;
    private const int FixedOne = 1 << 16;

    // In light of sRGB a colour that sRGB has is 0 to 1. Display P3's green lies at -0.22, Adobe RGB's at -0.40, that of European
    // television, which no screen shows apart from sRGB's, at -0.04.
    private const double BeyondSrgb = -0.1;

    // From D50, by which profiles connect, to light of sRGB: the inverse of sRGB's own primaries adapted to D50.
    private static readonly double[,] FromXyz =
        { { 3.13412, -1.61739, -0.49063 }, { -0.97880, 1.91628, 0.03346 }, { 0.07198, -0.22900, 1.40533 } };

    // SMPTE EG 432-1's at D65, adapted to D50, column by column, in 65536ths: none below zero, as libvips' own profile has them, by which
    // it converts. What is written must lead back exactly.
    private static readonly int[][] DisplayP3Primaries = [[33759, 15807, 0], [19135, 45367, 2741], [10296, 4362, 51320]];

    // Light of sRGB in light of Display P3.
    private static readonly double[,] SrgbToDisplayP3 =
        { { 0.822462, 0.177538, 0 }, { 0.033194, 0.966806, 0 }, { 0.017083, 0.072397, 0.910520 } };

    /// <summary>
    /// The profile that variants in Display P3 carry: its primaries and white by the standard, sRGB's curve by its formula.
    /// </summary>
    public static byte[] DisplayP3 { get; } = ProfileWriter.Write("P3", DisplayP3Primaries);

    /// <summary>From light by D50 to light of sRGB.</summary>
    public static double[] ToSrgbLight(double[] xyz) => Multiply(FromXyz, xyz);

    /// <summary>
    /// Whether a profile's primaries lie well outside of sRGB's triangle. A profile made of tables tells no primaries: it does not.
    /// </summary>
    /// <param name="file">The profile; empty where there is none.</param>
    public static bool IsWiderThanSrgb(ReadOnlySpan<byte> file)
    {
        if (file.Length < Header + 4 || !file[16..20].SequenceEqual("RGB "u8))
        {
            return false;
        }

        return Primary(file, "rXYZ"u8) is { } red && Primary(file, "gXYZ"u8) is { } green && Primary(file, "bXYZ"u8) is { } blue
            && new[] { red, green, blue }.Any(primary => ToSrgbLight(primary).Min() < BeyondSrgb);
    }

    /// <summary>The same colour in Display P3's numbers.</summary>
    public static Colour ToDisplayP3(Colour srgb)
    {
        var light = Multiply(SrgbToDisplayP3, [Light(srgb.Red), Light(srgb.Green), Light(srgb.Blue)]);
        return new Colour(Number(light[0]), Number(light[1]), Number(light[2]));

        static double Light(byte number) => SrgbCurve.ToLight(number / 255.0);
        static byte Number(double light) => (byte)Math.Round(SrgbCurve.FromLight(Math.Min(light, 1)) * 255);
    }

    /// <summary>Three numbers under a name: section 10.31 has a signature, four bytes reserved, then numbers of 16.16 bits.</summary>
    /// <returns>Null where there are none.</returns>
    public static double[]? Primary(ReadOnlySpan<byte> file, ReadOnlySpan<byte> name)
    {
        var tag = Tag(file, name);
        return tag.Length >= 20 && tag.StartsWith("XYZ "u8) ? [Number(tag[8..]), Number(tag[12..]), Number(tag[16..])] : null;

        static double Number(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadInt32BigEndian(bytes) / (double)FixedOne;
    }

    /// <summary>
    /// What stands under a name: section 7.3 has a count, then entries of signature, offset, length. Empty where there is nothing.
    /// </summary>
    public static ReadOnlySpan<byte> Tag(ReadOnlySpan<byte> file, ReadOnlySpan<byte> name)
    {
        var count = Math.Min(BinaryPrimitives.ReadUInt32BigEndian(file[Header..]), MostTags);
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

    private static double[] Multiply(double[,] matrix, double[] vector) =>
        [.. Enumerable.Range(0, 3).Select(row => Enumerable.Range(0, 3).Sum(column => matrix[row, column] * vector[column]))];
}
