using System.Buffers.Binary;
using System.Text;
using ImageFunctions.Imaging.Resampling;
using ImageFunctions.Settings;

namespace ImageFunctions.Imaging;

/// <summary>
/// ICC profiles of three primaries and their curves (ICC.1:2022, section 8.3): what is read of them, and the one that is written.
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
    public static byte[] DisplayP3 { get; } = WriteDisplayP3();

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

    // Version 4 (section 7.2): what describes a display, and no more. The three curves are one.
    private static byte[] WriteDisplayP3()
    {
        var curve = Numbers("para", 3 << 16, 2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045);
        (string Name, byte[] Content)[] tags =
        [
            ("desc", Text("P3")), ("cprt", Text("CC0")), ("wtpt", Numbers("XYZ ", null, WhiteX, 1, WhiteZ)),
            ("chad", Numbers("sf32", null, 1.047836, 0.022897, -0.050217, 0.029617, 0.990479, -0.017074, -0.009246, 0.015060, 0.751816)),
            ("rXYZ", Column(0)), ("gXYZ", Column(1)), ("bXYZ", Column(2)), ("rTRC", curve), ("gTRC", curve), ("bTRC", curve),
        ];
        var start = Header + 4 + (12 * tags.Length);
        var contents = tags.Select(tag => tag.Content).Distinct().ToArray();
        var file = new byte[start + contents.Sum(content => content.Length)];
        WriteHeader(file);
        BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(Header), tags.Length);
        for (var i = 0; i < tags.Length; i++)
        {
            var (name, content) = tags[i];
            var offset = start + contents.TakeWhile(other => other != content).Sum(other => other.Length);
            var entry = file.AsSpan(Header + 4 + (12 * i));
            Encoding.ASCII.GetBytes(name, entry);
            BinaryPrimitives.WriteInt32BigEndian(entry[4..], offset);
            BinaryPrimitives.WriteInt32BigEndian(entry[8..], content.Length);
            content.CopyTo(file, offset);
        }

        return file;
    }

    // Length, version, class, spaces, date, signature, illuminant D50.
    private static void WriteHeader(byte[] file)
    {
        BinaryPrimitives.WriteInt32BigEndian(file, file.Length);
        BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(8), 0x04400000);
        "mntrRGB XYZ "u8.CopyTo(file.AsSpan(12));
        byte[] date = [2026 >> 8, 2026 & 0xFF, 0, 1, 0, 1];
        date.CopyTo(file, 24);
        "acsp"u8.CopyTo(file.AsSpan(36));
        Numbers("XYZ ", null, WhiteX, 1, WhiteZ).AsSpan(8).CopyTo(file.AsSpan(68));
    }

    private static byte[] Column(int column) =>
        Numbers("XYZ ", null, [.. DisplayP3Primaries[column].Select(value => value / (double)FixedOne)]);

    // Signature, reserved, a number of another kind where there is one, then numbers of 16.16 bits.
    private static byte[] Numbers(string type, int? function, params ReadOnlySpan<double> values)
    {
        var first = function is null ? 8 : 12;
        var content = new byte[first + (4 * values.Length)];
        Encoding.ASCII.GetBytes(type, content);
        BinaryPrimitives.WriteInt32BigEndian(content.AsSpan(8), function ?? 0);
        for (var i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteInt32BigEndian(content.AsSpan(first + (4 * i)), (int)Math.Round(values[i] * FixedOne));
        }

        return content;
    }

    // Section 10.15: one text, in English of the United States, in UTF-16; filled up to a multiple of four.
    private static byte[] Text(string text)
    {
        var content = new byte[(28 + (2 * text.Length) + 3) / 4 * 4];
        "mluc"u8.CopyTo(content);
        content[11] = 1;
        content[15] = 12;
        "enUS"u8.CopyTo(content.AsSpan(16));
        content[23] = (byte)(2 * text.Length);
        content[27] = 28;
        Encoding.BigEndianUnicode.GetBytes(text, content.AsSpan(28));
        return content;
    }

    private static double[] Multiply(double[,] matrix, double[] vector) =>
        [.. Enumerable.Range(0, 3).Select(row => Enumerable.Range(0, 3).Sum(column => matrix[row, column] * vector[column]))];
}
