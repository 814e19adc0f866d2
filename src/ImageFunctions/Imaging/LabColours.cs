using System.Runtime.InteropServices;
using ImageFunctions.Imaging.Resampling;

namespace ImageFunctions.Imaging;

/// <summary>How a TIFF codes Lab: CIE's has a and b with a sign (TIFF 6.0, section 23), ICC's has them with 128 added.</summary>
internal enum LabCoding
{
    Cie,
    Icc,
}

/// <summary>
/// Brings rows of Lab, whose white is D50, into sRGB: lightness and two differences of colours become light, light becomes numbers. What
/// sRGB does not have is clipped.
/// </summary>
/// <param name="coding">What the samples mean.</param>
/// <param name="bands">Samples a pixel, 3 or more; those behind the third stay as they are.</param>
internal sealed class LabColours(LabCoding coding, int bands)
{
    private const double HighestOfIcc16 = 0xFF00; // ICC.1:2001, A.3: the code of lightness 100
    private const float Steep = 6f / 29; // CIE 15: below it light grows by a straight line

    // From light by D50, its white being 1, to that of sRGB. A row's sum is 1, so that greys stay grey.
    private static readonly float[] FromWhite = WhiteToSrgb();

    /// <summary>Turns a row into sRGB's numbers, of as many bits a sample.</summary>
    public void Apply(ReadOnlySpan<byte> row, Span<byte> result, bool isWide)
    {
        if (isWide)
        {
            Apply(MemoryMarshal.Cast<byte, ushort>(row), MemoryMarshal.Cast<byte, ushort>(result));
            return;
        }

        Span<float> rgb = stackalloc float[3];
        for (var at = 0; at + bands <= row.Length; at += bands)
        {
            var (a, b) = coding == LabCoding.Cie ? ((sbyte)row[at + 1], (sbyte)row[at + 2]) : (row[at + 1] - 128, row[at + 2] - 128);
            ToSrgb(row[at] / 2.55f, a, b, rgb);
            row.Slice(at, bands).CopyTo(result[at..]);
            for (var i = 0; i < 3; i++)
            {
                result[at + i] = (byte)((rgb[i] / 257) + 0.5f);
            }
        }
    }

    private void Apply(ReadOnlySpan<ushort> row, Span<ushort> result)
    {
        var isCie = coding == LabCoding.Cie;
        var lightness = (float)(100 / (isCie ? ushort.MaxValue : HighestOfIcc16));
        Span<float> rgb = stackalloc float[3];
        for (var at = 0; at + bands <= row.Length; at += bands)
        {
            var (a, b) = isCie ? ((short)row[at + 1], (short)row[at + 2]) : (row[at + 1] - 0x8000, row[at + 2] - 0x8000);
            ToSrgb(row[at] * lightness, a / 256f, b / 256f, rgb);
            row.Slice(at, bands).CopyTo(result[at..]);
            for (var i = 0; i < 3; i++)
            {
                result[at + i] = (ushort)(rgb[i] + 0.5f);
            }
        }
    }

    // To numbers of 0 to 65535.
    private static void ToSrgb(float lightness, float a, float b, Span<float> rgb)
    {
        var middle = (lightness + 16) / 116;
        var (x, y, z) = (Light(middle + (a / 500)), Light(middle), Light(middle - (b / 200)));
        var curve = SrgbCurve.Encoded16;
        for (var i = 0; i < 3; i++)
        {
            var light = (FromWhite[3 * i] * x) + (FromWhite[(3 * i) + 1] * y) + (FromWhite[(3 * i) + 2] * z);
            var place = Math.Clamp(light, 0, 1) * SrgbCurve.Finest;
            var index = (int)place;
            rgb[i] = curve[index] + ((curve[index + 1] - curve[index]) * (place - index));
        }
    }

    private static float Light(float root) => root > Steep ? root * root * root : 3 * Steep * Steep * (root - (4f / 29));

    private static float[] WhiteToSrgb()
    {
        double[][] columns =
        [
            ColourProfile.ToSrgbLight([ColourProfile.WhiteX, 0, 0]), ColourProfile.ToSrgbLight([0, 1, 0]),
            ColourProfile.ToSrgbLight([0, 0, ColourProfile.WhiteZ]),
        ];
        return [.. Enumerable.Range(0, 9).Select(i => (float)(columns[i % 3][i / 3] / columns.Sum(column => column[i / 3])))];
    }
}
