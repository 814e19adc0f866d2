namespace ImageFunctions.Imaging.Resampling;

/// <summary>The curve between sRGB's numbers and light (IEC 61966-2-1), as tables. Light is 0 to 1.</summary>
internal static class SrgbCurve
{
    /// <summary>
    /// The highest index of <see cref="Encoded"/>. Where the curve is steepest, near black, a step of it is a fifth of a number of 255.
    /// </summary>
    public const int Finest = (1 << 14) - 1;

    /// <summary>The light of each number of 0 to 255.</summary>
    public static readonly float[] Light = Table(byte.MaxValue);

    /// <summary>The same for inks, which take light away (CMYK).</summary>
    public static readonly float[] LightOfInk = [.. Light.Reverse()];

    /// <summary>The number, rounded, of light in steps of 1 / <see cref="Finest"/>.</summary>
    public static readonly byte[] Encoded =
        [.. Enumerable.Range(0, Finest + 1).Select(i => (byte)Math.Round(FromLight((double)i / Finest) * byte.MaxValue))];

    private static readonly Lazy<float[]> FineLight = new(() => Table(ushort.MaxValue));

    private static readonly Lazy<float[]> FineLightOfInk = new(() => [.. FineLight.Value.Reverse()]);

    private static readonly Lazy<float[]> FineEncoded = new(() =>
        [.. Enumerable.Range(0, Finest + 2).Select(i => (float)(FromLight((double)i / Finest) * ushort.MaxValue))]);

    /// <summary>The light of each number of 0 to 65535.</summary>
    public static float[] Light16 => FineLight.Value;

    /// <inheritdoc cref="LightOfInk"/>
    public static float[] LightOfInk16 => FineLightOfInk.Value;

    /// <summary>As <see cref="Encoded"/>, of 0 to 65535, not rounded: to be interpolated.</summary>
    public static float[] Encoded16 => FineEncoded.Value;

    /// <summary>From a number, 0 to 1, to light.</summary>
    public static double ToLight(double number) => number <= 0.04045 ? number / 12.92 : Math.Pow((number + 0.055) / 1.055, 2.4);

    /// <summary>From light to a number, 0 to 1.</summary>
    public static double FromLight(double light) => light <= 0.0031308 ? light * 12.92 : (1.055 * Math.Pow(light, 1 / 2.4)) - 0.055;

    private static float[] Table(int highest) =>
        [.. Enumerable.Range(0, highest + 1).Select(number => (float)ToLight((double)number / highest))];
}
