using Bench.Pictures;
using ImageFunctions.Imaging.Vips;
using ImageFunctions.Imaging.Vips.Native;
using ImageFunctions.Requests;
using ImageFunctions.Settings;
using ImageFunctions.Tests.Imaging.Pictures;
using Xunit;

namespace ImageFunctions.Tests.Imaging.Vips;

/// <summary>TIFFs of Lab become sRGB: values beside a reference in double precision, by the formulas of CIE 15 and IEC 61966-2-1.</summary>
public class LabTests
{
    private const int Side = 16;
    private const int Cie = 8;
    private const int Icc = 9;

    // sRGB's: black, greys, white, its corners, and colours between them.
    public static readonly byte[][] Patches =
    [
        [0, 0, 0], [10, 10, 10], [64, 64, 64], [128, 128, 128], [200, 200, 200], [255, 255, 255], [255, 0, 0], [0, 255, 0], [0, 0, 255],
        [220, 30, 40], [240, 200, 170], [30, 90, 60], [90, 20, 130],
    ];

    public static TheoryData<int, int, bool, string> Cases() => new()
    {
        { Cie, 8, false, "none" }, { Cie, 8, false, "lzw" }, { Cie, 8, false, "tiles" }, { Cie, 8, true, "none" },
        { Cie, 16, false, "none" }, { Cie, 16, true, "deflate" },
        { Icc, 8, false, "none" }, { Icc, 8, true, "tiles" }, { Icc, 16, false, "lzw" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Make_TiffOfLab_IsWithinANumberOfTheReference(int photometric, int bits, bool withAlpha, string written)
    {
        var file = Tiff(photometric, bits, withAlpha, written);

        var made = Making.Pixels(Making.Make(file, $"{Side * Patches.Length}x{Side}", ImageFormat.Png));

        AssertNear(made, photometric, bits, Side, 1.01);
        Assert.Equal(withAlpha ? 4 : 3, made.Bands);
        Assert.True(!withAlpha || made[Side / 2, Side / 2, 3] == 100);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Make_TiffOfLabMadeSmaller_HasTheSameColours(bool linear)
    {
        var file = Tiff(Cie, 8, withAlpha: false, "none");

        var options = new ImageOptions { LinearLight = linear };
        var made = Making.Pixels(Making.Make(file, $"{Side * Patches.Length / 2}x{Side / 2}", ImageFormat.Png, options));

        AssertNear(made, Cie, 8, Side / 2, 2);
    }

    [Fact]
    public void Make_TiffOfLab_KeepsGreysGrey()
    {
        var made = Making.Pixels(Making.Make(Tiff(Cie, 8, false, "none"), $"{Side * Patches.Length}x{Side}", ImageFormat.Png));

        for (var i = 0; i < 6; i++)
        {
            var x = (i * Side) + (Side / 2);
            Assert.Equal((made[x, 8, 0], made[x, 8, 0]), (made[x, 8, 1], made[x, 8, 2]));
        }

        Assert.Equal((0, 255), (made[8, 8, 0], made[(5 * Side) + 8, 8, 0]));
    }

    [Fact]
    public void Make_TiffOfSignedLab_IsRead()
    {
        VipsLibrary.EnsureLoaded();
        using var work = new Work(CancellationToken.None);
        var grey = work.Own(new PixelBuffer(Side, Side, 3, [.. Enumerable.Repeat((byte)128, Side * Side * 3)]).ToImage(work).Copy());
        using var operation = new VipsOperation("tiffsave_buffer");
        var file = operation.Set("in", work.Own(grey.ToColourSpace((VipsInterpretation)21))).RunToBytes(); // LABS, written with a sign

        var made = Making.Pixels(Making.Make(file, $"{Side}x{Side}", ImageFormat.Png));

        Assert.InRange(made[8, 8, 0], 127, 129);
        Assert.Equal((made[8, 8, 0], made[8, 8, 0]), (made[8, 8, 1], made[8, 8, 2]));
    }

    [Theory]
    [InlineData(10, 8, "none")] // as fax has it
    [InlineData(Cie, 8, "jpeg")]
    public void Make_TiffOfLabThatIsNotRead_SaysSo(int photometric, int bits, string written)
    {
        Assert.False(Making.TryMake(Tiff(photometric, bits, false, written), "32x", ImageFormat.Png).Try(out _, out var refusal));
        Assert.Equal(415, refusal.Status);
        Assert.Contains("Lab", refusal.Detail, StringComparison.Ordinal);
    }

    private static void AssertNear(PixelBuffer made, int photometric, int bits, int side, double most)
    {
        for (var i = 0; i < Patches.Length; i++)
        {
            var expected = Reference(Codes(Patches[i], photometric, bits), photometric, bits);
            var (x, y) = ((i * side) + (side / 2), side / 2);
            double[] off = [.. expected.Select((number, band) => Math.Abs(number - made[x, y, band]))];
            Assert.True(off.Max() <= most, $"patch {i}: {made[x, y, 0]} {made[x, y, 1]} {made[x, y, 2]}, not {string.Join(' ', expected)}");
        }
    }

    // From sRGB to what a program that writes Lab would store.
    private static int[] Codes(byte[] patch, int photometric, int bits)
    {
        double[] light =
            [.. patch.Select(code => code / 255.0).Select(code => code <= 0.04045 ? code / 12.92 : Math.Pow((code + 0.055) / 1.055, 2.4))];
        double Row(double r, double g, double b) => (r * light[0]) + (g * light[1]) + (b * light[2]);

        // sRGB's primaries adapted to D50 by Bradford.
        var x = Root(Row(0.4360747, 0.3850649, 0.1430804) / 0.9642200);
        var y = Root(Row(0.2225045, 0.7168786, 0.0606169));
        var z = Root(Row(0.0139322, 0.0971045, 0.7141733) / 0.8252100);
        var (lightness, a, b) = ((116 * y) - 16, 500 * (x - y), 200 * (y - z));
        var (most, scale) = bits == 8 ? (255, 1) : (photometric == Icc ? 0xFF00 : 0xFFFF, 256);
        var offset = photometric == Icc ? 128 * scale : 0;
        return [(int)Math.Round(lightness / 100 * most), (int)Math.Round(a * scale) + offset, (int)Math.Round(b * scale) + offset];

        static double Root(double t) => t > 216.0 / 24389 ? Math.Cbrt(t) : ((24389.0 / 27 * t) + 16) / 116;
    }

    private static double[] Reference(int[] codes, int photometric, int bits)
    {
        var (most, scale) = bits == 8 ? (255.0, 1.0) : (photometric == Icc ? 0xFF00 : 0xFFFF, 256.0);
        var offset = photometric == Icc ? 128 : 0;
        var (lightness, a, b) = (codes[0] / most * 100, (codes[1] / scale) - offset, (codes[2] / scale) - offset);
        var middle = (lightness + 16) / 116;
        double[] xyz = [0.9642200 * Cube(middle + (a / 500)), Cube(middle), 0.8252100 * Cube(middle - (b / 200))];
        double[][] rows =
        [
            [3.1338561, -1.6168667, -0.4906146], [-0.9787684, 1.9161415, 0.0334540], [0.0719453, -0.2289914, 1.4052427],
        ];
        return [.. rows.Select(row => 255 * Encode(row.Zip(xyz, (m, v) => m * v).Sum()))];

        static double Cube(double root) => root > 6.0 / 29 ? Math.Pow(root, 3) : ((116 * root) - 16) * 27 / 24389;

        static double Encode(double light)
        {
            var clipped = Math.Clamp(light, 0, 1);
            return clipped <= 0.0031308 ? 12.92 * clipped : (1.055 * Math.Pow(clipped, 1 / 2.4)) - 0.055;
        }
    }

    // Written as if it were RGB; then its samples are called Lab.
    private static byte[] Tiff(int photometric, int bits, bool withAlpha, string written)
    {
        VipsLibrary.EnsureLoaded();
        using var work = new Work(CancellationToken.None);
        var (width, bands) = (Side * Patches.Length, withAlpha ? 4 : 3);
        int[][] colours = [.. Patches.Select(patch => Codes(patch, photometric, bits).Append(bits == 8 ? 100 : 100 * 257).ToArray())];
        using var samples = new MemoryStream();
        for (var i = 0; i < width * Side * bands; i++)
        {
            var code = colours[i / bands % width / Side][i % bands];
            samples.Write(bits == 8 ? [(byte)code] : BitConverter.GetBytes((ushort)code));
        }

        using var operation = new VipsOperation("tiffsave_buffer");
        operation.Set("in", work.Own(Image(samples.ToArray(), width, bands, bits == 16)));
        var file = (written switch
        {
            "jpeg" => operation.Set("compression", 1).Set("Q", 90).Set("rgbjpeg", true),
            "deflate" => operation.Set("compression", 2).Set("predictor", 2),
            "lzw" => operation.Set("compression", 5).Set("predictor", 2),
            "tiles" => operation.Set("tile", true).Set("tile_width", 16).Set("tile_height", 16),
            _ => operation,
        }).RunToBytes();
        var at = file.AsSpan().IndexOf((byte[])[6, 1, 3, 0, 1, 0, 0, 0]); // tag 262, a short
        file[at + 8] = (byte)photometric;
        return file;
    }

    private static unsafe VipsImage Image(byte[] samples, int width, int bands, bool wide)
    {
        fixed (byte* first = samples)
        {
            using var image = new VipsImage(LibVips.NewFromMemory(
                first, (nuint)samples.Length, width, Side, bands, wide ? VipsBandFormat.UShort : VipsBandFormat.UChar));
            using var known = wide ? image.ToColourSpace(VipsInterpretation.Rgb16) : image.Copy();
            return known.CopyMemory();
        }
    }
}
