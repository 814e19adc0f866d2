using System.Numerics;
using System.Runtime.InteropServices;

namespace ImageFunctions.Imaging.Resampling;

/// <summary>
/// Brings pictures of a high dynamic range (ITU-R BT.2100) into sRGB, as ITU-R BT.2408 describes it: samples become light; light above
/// what a screen's white shows is compressed by the curve of ITU-R BT.2390, section 5.4, which leaves the darker as it is; the brightest
/// of the three colours decides, so that hues stay; what lies outside of sRGB's gamut is clipped.
/// </summary>
internal sealed class ToneMap
{
    /// <summary>Of a diffuse white, in cd/m² (BT.2408): where sRGB ends.</summary>
    public const double ReferenceWhite = 203;

    private const double HighestLight = 10_000; // of PQ
    private const double HlgPeak = 1000;
    private const double HlgGamma = 1.2; // of a screen of that peak
    private const int CurveSteps = 4096; // by the fourth root of light, which spreads what is dark

    private static readonly float[] FromBt2020 =
        [1.660491f, -0.587641f, -0.072850f, -0.124550f, 1.132900f, -0.008349f, -0.018151f, -0.100579f, 1.118730f];

    private static readonly float[] FromDisplayP3 =
        [1.2249402f, -0.2249402f, 0, -0.0420570f, 1.0420570f, 0, -0.0196376f, -0.0786361f, 1.0982736f];

    private readonly int bands;
    private readonly bool hasAlpha;
    private readonly bool isHlg;
    private readonly int unused;
    private readonly float[]? matrix;
    private readonly float[] light;
    private readonly float[] gains;

    /// <summary>Prepares for a picture.</summary>
    /// <param name="coding">What its samples mean.</param>
    /// <param name="bands">Samples a pixel, 1 to 4.</param>
    /// <param name="hasAlpha">Whether the last is alpha.</param>
    /// <param name="bits">Of a sample that mean anything: the upper ones of its 8 or 16.</param>
    public ToneMap(HdrCoding coding, int bands, bool hasAlpha, int bits)
    {
        (this.bands, this.hasAlpha, isHlg) = (bands, hasAlpha, coding.IsHlg);
        unused = bits > 8 ? 16 - bits : 0;
        matrix = bands < 3 ? null : coding.Primaries switch
        {
            HdrCoding.Bt2020 => FromBt2020,
            HdrCoding.DisplayP3 => FromDisplayP3,
            _ => null,
        };
        var highest = (1 << bits) - 1;
        Func<double, double> curve = isHlg ? HlgScene : PqLight;
        light = [.. Enumerable.Range(0, highest + 1).Select(i => (float)curve((double)i / highest))];
        gains = [.. Enumerable.Range(0, CurveSteps + 2).Select(i =>
            (float)Gain(HighestLight * Math.Pow((double)i / CurveSteps, 4), coding.PeakLight))];
    }

    /// <summary>Light in cd/m² of a PQ number, 0 to 1 (BT.2100, table 4).</summary>
    public static double PqLight(double number)
    {
        var power = Math.Pow(number, 1 / 78.84375);
        return HighestLight * Math.Pow(Math.Max(power - 0.8359375, 0) / (18.8515625 - (18.6875 * power)), 1 / 0.1593017578125);
    }

    /// <summary>The opposite of <see cref="PqLight"/>.</summary>
    public static double PqNumber(double light)
    {
        var power = Math.Pow(light / HighestLight, 0.1593017578125);
        return Math.Pow((0.8359375 + (18.8515625 * power)) / (1 + (18.6875 * power)), 78.84375);
    }

    /// <summary>Light in front of the camera, 0 to 1, of an HLG number (BT.2100, table 5).</summary>
    public static double HlgScene(double number) =>
        number <= 0.5 ? number * number / 3 : (Math.Exp((number - 0.55991073) / 0.17883277) + 0.28466892) / 12;

    /// <summary>What light becomes where the brightest is to become a screen's white, all in cd/m² (BT.2390, section 5.4).</summary>
    public static double Compress(double light, double peak)
    {
        var highest = PqNumber(Math.Max(peak, ReferenceWhite));
        var wanted = PqNumber(ReferenceWhite) / highest;
        var knee = (1.5 * wanted) - 0.5;
        var number = Math.Min(PqNumber(light) / highest, 1);
        if (number < knee || knee >= 1)
        {
            return Math.Min(light, ReferenceWhite);
        }

        var t = (number - knee) / (1 - knee);
        var (t2, t3) = (t * t, t * t * t);
        var (atKnee, slope, atEnd) = ((2 * t3) - (3 * t2) + 1, t3 - (2 * t2) + t, (3 * t2) - (2 * t3));
        return PqLight(highest * ((atKnee * knee) + (slope * (1 - knee)) + (atEnd * wanted)));
    }

    /// <summary>Turns a row into sRGB's numbers, of as many bits a sample.</summary>
    public void Apply(ReadOnlySpan<byte> row, Span<byte> result)
    {
        if (light.Length > byte.MaxValue + 1)
        {
            Apply(MemoryMarshal.Cast<byte, ushort>(row), MemoryMarshal.Cast<byte, ushort>(result), ushort.MaxValue);
        }
        else
        {
            Apply(row, result, byte.MaxValue);
        }
    }

    private void Apply<T>(ReadOnlySpan<T> row, Span<T> result, float highest)
        where T : unmanaged, IBinaryInteger<T>
    {
        var colours = hasAlpha ? bands - 1 : bands;
        for (var at = 0; at + bands <= row.Length; at += bands)
        {
            var (red, green, blue) = (Light(row[at]), 0f, 0f);
            (green, blue) = colours < 3 ? (red, red) : (Light(row[at + 1]), Light(row[at + 2]));
            ToScreen(ref red, ref green, ref blue);
            result[at] = Encode<T>(red, highest);
            if (colours >= 3)
            {
                result[at + 1] = Encode<T>(green, highest);
                result[at + 2] = Encode<T>(blue, highest);
            }

            if (hasAlpha)
            {
                result[at + colours] = row[at + colours];
            }
        }
    }

    private float Light<T>(T sample)
        where T : unmanaged, IBinaryInteger<T> => light[int.CreateTruncating(sample) >> unused];

    // From light as coded to that of sRGB, 0 to 1 or beyond.
    private void ToScreen(ref float red, ref float green, ref float blue)
    {
        if (isHlg)
        {
            // What the camera saw becomes what a screen shows: BT.2100, table 5, OOTF.
            var luminance = (0.2627f * red) + (0.6780f * green) + (0.0593f * blue);
            var system = (float)HlgPeak * MathF.Pow(luminance, (float)HlgGamma - 1);
            (red, green, blue) = (red * system, green * system, blue * system);
        }

        var place = CurveSteps * MathF.Sqrt(MathF.Sqrt(MathF.Max(red, MathF.Max(green, blue)) / (float)HighestLight));
        var index = Math.Min((int)place, CurveSteps);
        var gain = gains[index] + ((gains[index + 1] - gains[index]) * (place - index));
        (red, green, blue) = (red * gain, green * gain, blue * gain);
        if (matrix is { } m)
        {
            (red, green, blue) = (
                (m[0] * red) + (m[1] * green) + (m[2] * blue),
                (m[3] * red) + (m[4] * green) + (m[5] * blue),
                (m[6] * red) + (m[7] * green) + (m[8] * blue));
        }
    }

    private static T Encode<T>(float light, float highest)
        where T : unmanaged, IBinaryInteger<T>
    {
        var place = Math.Clamp(light, 0, 1) * SrgbCurve.Finest;
        var index = (int)place;
        var table = SrgbCurve.Encoded16;
        var value = table[index] + ((table[index + 1] - table[index]) * (place - index));
        return T.CreateTruncating((value * (highest / ushort.MaxValue)) + 0.5f);
    }

    private static double Gain(double light, double peak) =>
        light <= 0 ? 1 / ReferenceWhite : Compress(light, peak) / light / ReferenceWhite;
}
