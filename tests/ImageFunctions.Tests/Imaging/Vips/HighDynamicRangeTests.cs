using System.Buffers.Binary;
using Bench.Pictures;
using ImageFunctions.Imaging.Clean;
using ImageFunctions.Imaging.Vips;
using ImageFunctions.Imaging.Vips.Native;
using ImageFunctions.Requests;
using ImageFunctions.Tests.Imaging.Pictures;
using Xunit;

namespace ImageFunctions.Tests.Imaging.Vips;

/// <summary>PQ and HLG become sRGB: values beside an exact reference, in double precision, that shares nothing with the tables.</summary>
public class HighDynamicRangeTests
{
    private const int Side = 16;
    private const double White = 203;
    private const int Pq = 16;
    private const int Hlg = 18;
    private const int Bt709 = 1;
    private const int Bt2020 = 9;
    private const int P3 = 12;

    // Samples of ten bits: grey from black to beyond the peak, skin, a saturated green and red outside of sRGB.
    public static readonly (int Red, int Green, int Blue)[] Patches =
    [
        (0, 0, 0), (64, 64, 64), (300, 300, 300), (450, 450, 450), (594, 594, 594), (700, 700, 700), (769, 769, 769), (900, 900, 900),
        (1023, 1023, 1023), (520, 440, 400), (300, 600, 250), (680, 300, 200), (400, 420, 700),
    ];

    [Theory]
    [InlineData(Pq, Bt2020)]
    [InlineData(Hlg, Bt2020)]
    [InlineData(Pq, P3)]
    [InlineData(Hlg, Bt709)]
    public void Make_AvifOfTenBits_IsWithinANumberOfTheReference(int transfer, int primaries)
    {
        var made = Making.Pixels(Making.Make(Avif(primaries, transfer), $"{Side * Patches.Length}x{Side}", ImageFormat.Png));

        for (var i = 0; i < Patches.Length; i++)
        {
            AssertNear(Reference(Patches[i], primaries, transfer, peak: 1000), made, i);
        }
    }

    [Theory]
    [InlineData(0, 1000)]
    [InlineData(203, 203)]
    [InlineData(600, 600)]
    [InlineData(4000, 4000)]
    public void Make_PngThatTellsItsPeak_IsCompressedByThat(int told, int peak)
    {
        var made = Making.Pixels(Making.Make(Png(Bt2020, Pq, told), $"{Side * Patches.Length}x{Side}", ImageFormat.Png));

        for (var i = 0; i < Patches.Length; i++)
        {
            AssertNear(Reference(Patches[i], Bt2020, Pq, peak), made, i);
        }
    }

    [Fact]
    public void Make_LightUpToTheKnee_StaysAsItIs()
    {
        // 50 cd/m² of the 203 of a screen's white.
        var expected = (int)Math.Round(255 * ((1.055 * Math.Pow(50 / White, 1 / 2.4)) - 0.055));

        var made = Making.Pixels(Making.Make(Avif(Bt2020, Pq, [(450, 450, 450)]), $"{Side}x{Side}", ImageFormat.Png));

        Assert.InRange(made[8, 8, 0], expected - 2, expected + 2); // 450 is 50.1 cd/m²
    }

    [Fact]
    public void Make_SdrAvif_IsNotTouched()
    {
        var made = Making.Pixels(Making.Make(Avif(Bt709, 13, [(512, 512, 512)]), $"{Side}x{Side}", ImageFormat.Png));

        Assert.InRange(made[8, 8, 0], 127, 128);
    }

    [Fact]
    public void Make_SmallPngOfHdrAtItsOwnSize_DoesNotGoOutAsItIs()
    {
        var file = Png(Bt2020, Pq, 0, wide: false);

        var made = Making.Pixels(Making.Make(file, $"{Side * Patches.Length}x{Side}", ImageFormat.Png));

        Assert.True(made[(8 * Side) + 8, 8, 0] == 255 && made[(4 * Side) + 8, 8, 0] > 160);
    }

    private static void AssertNear(double[] expected, PixelBuffer made, int patch)
    {
        var (x, y) = ((patch * Side) + (Side / 2), Side / 2);
        int[] actual = [made[x, y, 0], made[x, y, 1], made[x, y, 2]];
        var off = expected.Zip(actual, (wanted, got) => Math.Abs(wanted - got)).Max();
        Assert.True(off <= 1.01, $"{Patches[patch]} is {string.Join(' ', actual)}, not {string.Join(' ', expected)}");
    }

    private static double[] Reference((int Red, int Green, int Blue) patch, int primaries, int transfer, double peak)
    {
        Func<double, double> curve = transfer == Pq ? FromPq : FromHlg;
        double[] light = [curve(patch.Red / 1023.0), curve(patch.Green / 1023.0), curve(patch.Blue / 1023.0)];
        if (transfer == Hlg)
        {
            var luminance = (0.2627 * light[0]) + (0.678 * light[1]) + (0.0593 * light[2]);
            light = [.. light.Select(scene => 1000 * Math.Pow(luminance, 0.2) * scene)];
        }

        var brightest = light.Max();
        var shown = brightest == 0 ? light : [.. light.Select(one => one * Eetf(brightest, peak) / brightest)];
        double[] linear = [.. shown.Select(one => one / White)];
        var rows = primaries switch
        {
            Bt2020 => new[,] { { 1.6605, -0.5876, -0.0728 }, { -0.1246, 1.1329, -0.0083 }, { -0.0182, -0.1006, 1.1187 } }, // BT.2087
            P3 => new[,] { { 1.22494, -0.22494, 0 }, { -0.04206, 1.04206, 0 }, { -0.01964, -0.07864, 1.09827 } },
            _ => new double[,] { { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 } },
        };
        double Of(int row) => ToSrgb((rows[row, 0] * linear[0]) + (rows[row, 1] * linear[1]) + (rows[row, 2] * linear[2]));
        return [Of(0), Of(1), Of(2)];
    }

    private static double FromPq(double number)
    {
        const double m1 = 2610.0 / 16384, m2 = 2523.0 / 4096 * 128, c1 = 3424.0 / 4096, c2 = 2413.0 / 4096 * 32, c3 = 2392.0 / 4096 * 32;
        var power = Math.Pow(number, 1 / m2);
        return 10000 * Math.Pow(Math.Max(power - c1, 0) / (c2 - (c3 * power)), 1 / m1);
    }

    private static double ToPq(double light)
    {
        const double m1 = 2610.0 / 16384, m2 = 2523.0 / 4096 * 128, c1 = 3424.0 / 4096, c2 = 2413.0 / 4096 * 32, c3 = 2392.0 / 4096 * 32;
        var power = Math.Pow(light / 10000, m1);
        return Math.Pow((c1 + (c2 * power)) / (1 + (c3 * power)), m2);
    }

    private static double FromHlg(double number)
    {
        const double a = 0.17883277;
        const double b = 1 - (4 * a);
        var c = 0.5 - (a * Math.Log(4 * a));
        return number <= 0.5 ? number * number / 3 : (Math.Exp((number - c) / a) + b) / 12;
    }

    // BT.2390, section 5.4.1, without a black level.
    private static double Eetf(double light, double peak)
    {
        var (e1, most) = (Math.Min(1, ToPq(light) / ToPq(peak)), ToPq(White) / ToPq(peak));
        var knee = (1.5 * most) - 0.5;
        if (e1 >= knee && most < 1)
        {
            var t = (e1 - knee) / (1 - knee);
            e1 = (((2 * Math.Pow(t, 3)) - (3 * t * t) + 1) * knee) + ((Math.Pow(t, 3) - (2 * t * t) + t) * (1 - knee))
                + (((-2 * Math.Pow(t, 3)) + (3 * t * t)) * most);
        }

        return FromPq(e1 * ToPq(peak));
    }

    private static double ToSrgb(double light)
    {
        var clipped = Math.Clamp(light, 0, 1);
        return 255 * (clipped <= 0.0031308 ? 12.92 * clipped : (1.055 * Math.Pow(clipped, 1 / 2.4)) - 0.055);
    }

    // What says how to read the samples is changed behind the encoder's back: primaries and transfer, not the matrix that decoding needs.
    private static byte[] Avif(int primaries, int transfer, (int Red, int Green, int Blue)[]? patches = null)
    {
        VipsLibrary.EnsureLoaded();
        using var work = new Work(CancellationToken.None);
        using var operation = new VipsOperation("heifsave_buffer");
        var file = operation.Set("in", Image(patches ?? Patches, wide: true, work)).Set("compression", 4).Set("lossless", true)
            .Set("bitdepth", 10).Set("effort", 0).RunToBytes();
        var at = file.AsSpan().IndexOf("colrnclx"u8) + 8;
        BinaryPrimitives.WriteUInt16BigEndian(file.AsSpan(at), (ushort)primaries);
        BinaryPrimitives.WriteUInt16BigEndian(file.AsSpan(at + 2), (ushort)transfer);
        return file;
    }

    private static byte[] Png(int primaries, int transfer, int peak, bool wide = true)
    {
        VipsLibrary.EnsureLoaded();
        using var work = new Work(CancellationToken.None);
        using var operation = new VipsOperation("pngsave_buffer");
        var file = operation.Set("in", Image(Patches, wide, work)).RunToBytes();
        using var whole = new MemoryStream();
        const int afterHeader = 8 + 25;
        whole.Write(file.AsSpan(0, afterHeader));
        CleanPng.WriteChunk("cICP"u8, [(byte)primaries, (byte)transfer, 0, 1], whole);
        if (peak > 0)
        {
            var light = new byte[8];
            BinaryPrimitives.WriteInt32BigEndian(light, peak * 10_000);
            CleanPng.WriteChunk("cLLI"u8, light, whole);
        }

        whole.Write(file.AsSpan(afterHeader));
        return whole.ToArray();
    }

    private static VipsImage Image((int Red, int Green, int Blue)[] patches, bool wide, Work work)
    {
        var (width, bytes) = (Side * patches.Length, wide ? 2 : 1);
        var samples = new byte[width * Side * 3 * bytes];
        for (var i = 0; i < width * Side * 3; i++)
        {
            var patch = patches[i / 3 % width / Side];
            var code = (i % 3) switch { 0 => patch.Red, 1 => patch.Green, _ => patch.Blue };
            if (wide)
            {
                BitConverter.TryWriteBytes(samples.AsSpan(2 * i), (ushort)Math.Round(code * 65535.0 / 1023));
            }
            else
            {
                samples[i] = (byte)(code >> 2);
            }
        }

        return work.Own(FromSamples(samples, width, wide));
    }

    private static unsafe VipsImage FromSamples(byte[] samples, int width, bool wide)
    {
        fixed (byte* first = samples)
        {
            using var image = new VipsImage(LibVips.NewFromMemory(
                first, (nuint)samples.Length, width, Side, 3, wide ? VipsBandFormat.UShort : VipsBandFormat.UChar));
            using var known = wide ? image.ToColourSpace(VipsInterpretation.Rgb16) : image.Copy();
            return known.CopyMemory();
        }
    }
}
