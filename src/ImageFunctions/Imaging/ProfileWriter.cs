using System.Buffers.Binary;
using System.Text;

namespace ImageFunctions.Imaging;

/// <summary>Writes ICC profiles of three primaries and one curve, whose white is D65 (ICC.1:2022, section 8.3, version 4).</summary>
internal static class ProfileWriter
{
    private const int Header = 128;
    private const int FixedOne = 1 << 16;

    // D65 to D50 by Bradford (ICC.1:2022, annex E).
    private static readonly double[,] ToD50 =
        { { 1.047836, 0.022897, -0.050217 }, { 0.029617, 0.990479, -0.017074 }, { -0.009246, 0.015060, 0.751816 } };

    /// <summary>What describes a display, and no more. The three curves are one.</summary>
    /// <param name="name">Of the space.</param>
    /// <param name="primaries">Red, green and blue by D50, in 65536ths.</param>
    /// <param name="gamma">Of the curve; 0 for sRGB's.</param>
    public static byte[] Write(string name, int[][] primaries, double gamma = 0)
    {
        var curve = gamma == 0
            ? Numbers("para", 3 << 16, 2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)
            : Numbers("para", 0, gamma);
        (string Name, byte[] Content)[] tags =
        [
            ("desc", Text(name)), ("cprt", Text("CC0")), ("wtpt", Numbers("XYZ ", null, ColourProfile.WhiteX, 1, ColourProfile.WhiteZ)),
            ("chad", Numbers("sf32", null, [.. ToD50.Cast<double>()])),
            ("rXYZ", Column(primaries[0])), ("gXYZ", Column(primaries[1])), ("bXYZ", Column(primaries[2])),
            ("rTRC", curve), ("gTRC", curve), ("bTRC", curve),
        ];
        var start = Header + 4 + (12 * tags.Length);
        var contents = tags.Select(tag => tag.Content).Distinct().ToArray();
        var file = new byte[start + contents.Sum(content => content.Length)];
        WriteHeader(file);
        BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(Header), tags.Length);
        for (var i = 0; i < tags.Length; i++)
        {
            var (tag, content) = tags[i];
            var offset = start + contents.TakeWhile(other => other != content).Sum(other => other.Length);
            var entry = file.AsSpan(Header + 4 + (12 * i));
            Encoding.ASCII.GetBytes(tag, entry);
            BinaryPrimitives.WriteInt32BigEndian(entry[4..], offset);
            BinaryPrimitives.WriteInt32BigEndian(entry[8..], content.Length);
            content.CopyTo(file, offset);
        }

        return file;
    }

    /// <summary>The primaries by D50, in 65536ths, of a space whose white is D65.</summary>
    /// <param name="xy">Chromaticities of red, green and blue.</param>
    public static int[][] PrimariesOf(double[] xy)
    {
        double[][] columns = [.. Enumerable.Range(0, 3).Select(i => Xyz(xy[2 * i], xy[(2 * i) + 1]))];
        var shares = Solve(columns, Xyz(0.3127, 0.3290));
        return [.. columns.Select((column, i) => Enumerable.Range(0, 3)
            .Select(row => (int)Math.Round(FixedOne * shares[i] * Enumerable.Range(0, 3).Sum(k => ToD50[row, k] * column[k]))).ToArray())];
    }

    private static double[] Xyz(double x, double y) => [x / y, 1, (1 - x - y) / y];

    // How much of each column makes up the sum: by Cramer's rule.
    private static double[] Solve(double[][] columns, double[] sum)
    {
        var whole = Determinant(columns[0], columns[1], columns[2]);
        return
        [
            Determinant(sum, columns[1], columns[2]) / whole, Determinant(columns[0], sum, columns[2]) / whole,
            Determinant(columns[0], columns[1], sum) / whole,
        ];
    }

    private static double Determinant(double[] a, double[] b, double[] c) =>
        (a[0] * ((b[1] * c[2]) - (b[2] * c[1]))) - (b[0] * ((a[1] * c[2]) - (a[2] * c[1]))) + (c[0] * ((a[1] * b[2]) - (a[2] * b[1])));

    // Length, version, class, spaces, date, signature, illuminant D50.
    private static void WriteHeader(byte[] file)
    {
        BinaryPrimitives.WriteInt32BigEndian(file, file.Length);
        BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(8), 0x04400000);
        "mntrRGB XYZ "u8.CopyTo(file.AsSpan(12));
        byte[] date = [2026 >> 8, 2026 & 0xFF, 0, 1, 0, 1];
        date.CopyTo(file, 24);
        "acsp"u8.CopyTo(file.AsSpan(36));
        Numbers("XYZ ", null, ColourProfile.WhiteX, 1, ColourProfile.WhiteZ).AsSpan(8).CopyTo(file.AsSpan(68));
    }

    private static byte[] Column(int[] primary) => Numbers("XYZ ", null, [.. primary.Select(value => value / (double)FixedOne)]);

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
}
