using System.Buffers.Binary;
using System.Text.Json;
using Bench.Pictures;
using ImageFunctions.Imaging;
using ImageFunctions.Imaging.Clean;
using ImageFunctions.Imaging.Vips;
using ImageFunctions.Imaging.Vips.Native;
using ImageFunctions.Requests;
using ImageFunctions.Settings;
using ImageFunctions.Tests.Fixtures;
using ImageFunctions.Tests.Imaging.Pictures;
using Xunit;

namespace ImageFunctions.Tests.Imaging.Vips;

/// <summary>
/// Colours that code points alone describe (ITU-T H.273), in a PNG, in an AVIF's boxes or within its stream: beside a reference in double
/// precision that begins at chromaticities, and beside what a browser shows.
/// </summary>
public class CodePointsTests(Chromium chromium) : IClassFixture<Chromium>
{
    private const int Side = 16;
    private const int Bt709 = 1;
    private const int Pal = 5;
    private const int Ntsc = 6;
    private const int Bt2020 = 9;
    private const int P3 = 12;
    private const int SrgbCurve = 13;
    private const int Gamma22 = 4;

    // In numbers: there the curve is a straight line, and one of them is 0.0003 of white's light, as much as profiles are rounded by.
    private const int NearBlack = 10;
    private const double MostInDisplayP3 = 3.5; // the profile's primaries are those of libvips, none of which lies below zero
    private const double MostWithLoss = 8; // taking them for sRGB's is off by up to 50
    private const double MostNearBlack = 6.5;

    private static readonly byte[][] Patches =
    [
        [0, 0, 0], [128, 128, 128], [255, 255, 255], [255, 0, 0], [0, 255, 0], [0, 0, 255], [200, 60, 50], [90, 180, 70], [240, 200, 170],
        [60, 50, 140],
    ];

    private static readonly Dictionary<int, double[]> Chromaticities = new()
    {
        [Bt709] = [0.64, 0.33, 0.30, 0.60, 0.15, 0.06],
        [Pal] = [0.64, 0.33, 0.29, 0.60, 0.15, 0.06],
        [Ntsc] = [0.63, 0.34, 0.31, 0.595, 0.155, 0.07],
        [Bt2020] = [0.708, 0.292, 0.17, 0.797, 0.131, 0.046],
        [P3] = [0.68, 0.32, 0.265, 0.69, 0.15, 0.06],
    };

    public static TheoryData<string, int, int, string> Cases()
    {
        var data = new TheoryData<string, int, int, string>();
        foreach (var gamut in new[] { "Srgb", "Keep" })
        {
            foreach (var where in new[] { "png", "avif", "stream" })
            {
                data.Add(where, P3, SrgbCurve, gamut);
                data.Add(where, Bt2020, 1, gamut);
            }

            data.Add("png", Ntsc, 6, gamut);
            data.Add("png", Pal, 6, gamut);
            data.Add("png", Bt709, Gamma22, gamut);
            data.Add("png", Bt709, SrgbCurve, gamut);
            data.Add("avif", Bt2020, Gamma22, gamut);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Make_CodePointsWithoutProfile_GivesItsColours(string where, int primaries, int transfer, string gamut)
    {
        var options = new ImageOptions { Gamut = Enum.Parse<Gamut>(gamut) };
        var isKept = options.Gamut == Gamut.Keep && primaries is P3 or Bt2020;

        var made = Making.Make(Original(where, primaries, transfer), $"{Side * Patches.Length / 2}x{Side / 2}", ImageFormat.Png, options);

        Assert.Equal(isKept ? ColourProfile.DisplayP3 : [], Making.Look(made, image => image.GetBytes("icc-profile-data").ToArray()));
        var pixels = Making.Pixels(made);
        var most = where == "stream" ? MostWithLoss : isKept ? MostInDisplayP3 : 1.6;
        for (var i = 0; i < Patches.Length; i++)
        {
            var expected = Reference(Patches[i], primaries, GammaOf(where, transfer), isKept ? P3 : Bt709);
            AssertNear(expected, band => pixels[(i * Side / 2) + (Side / 4), Side / 4, band], most, $"patch {i}");
        }
    }

    [Theory]
    [InlineData(Bt709)]
    [InlineData(P3)]
    public void Make_PngWithCodePointsAndAProfile_GoesByTheCodePoints(int primaries)
    {
        var file = Original("png", primaries, SrgbCurve, IccProfile.ProPhoto);

        var pixels = Making.Pixels(Making.Make(file, $"{Side * Patches.Length}x{Side}", ImageFormat.Png));

        for (var i = 0; i < Patches.Length; i++)
        {
            var expected = Reference(Patches[i], primaries, 0, Bt709);
            AssertNear(expected, band => pixels[(i * Side) + (Side / 2), Side / 2, band], 1.6, $"patch {i}");
        }
    }

    [Fact]
    public void Make_PngWithCodePointsThatNobodyKnows_GoesByItsProfile()
    {
        var (file, bare) = (Original("png", 200, SrgbCurve, IccProfile.DisplayP3), Original("png", 0, 0, IccProfile.DisplayP3));

        Assert.Equal(Making.Make(bare, "80x8", ImageFormat.Png), Making.Make(file, "80x8", ImageFormat.Png));
    }

    [Fact]
    public void Make_GreyPngWithCodePointsOfColours_StaysAsItIs()
    {
        VipsLibrary.EnsureLoaded();
        using var work = new Work(CancellationToken.None);
        using var save = new VipsOperation("pngsave_buffer");
        var grey = save.Set("in", work.Own(Picture(work).ToColourSpace(VipsInterpretation.BlackWhite))).RunToBytes();

        var options = new ImageOptions { Gamut = Gamut.Keep };

        var made = Making.Make(WithCodePoints(grey, P3, SrgbCurve), "80x8", ImageFormat.Png, options);

        Assert.Equal(Making.Make(grey, "80x8", ImageFormat.Png, options), made);
    }

    [Theory]
    [InlineData("png", P3, SrgbCurve)]
    [InlineData("png", Bt2020, 1)]
    [InlineData("avif", P3, SrgbCurve)]
    [InlineData("avif", Bt2020, 1)]
    [InlineData("avif", Ntsc, 6)]
    [InlineData("stream", P3, SrgbCurve)]
    public async Task Make_CodePointsWithoutProfile_LooksAsInABrowser(string where, int primaries, int transfer)
    {
        var page = await chromium.NewPageAsync();
        var file = Original(where, primaries, transfer);
        var made = Making.Make(file, $"{Side * Patches.Length}x{Side}", ImageFormat.Png);

        var shown = await ShowAsync(page, where == "png" ? "image/png" : "image/avif", file);

        var pixels = Making.Pixels(made);
        for (var i = 0; i < Patches.Length; i++)
        {
            var (x, y) = ((i * Side) + (Side / 2), Side / 2);
            double[] expected = [.. shown.AsSpan(((y * pixels.Width) + x) * 4, 3).ToArray().Select(number => (double)number)];
            AssertNear(expected, band => pixels[x, y, band], where == "stream" ? MostWithLoss : 3, $"patch {i}");
        }
    }

    [Fact]
    public void CodePoints_StreamThatBreaksOff_IsReadNoFurther()
    {
        byte[] stream = [0x0A, 11, 0, 0, 0, 0x24, 0xC6, 0xAB, 0xDF, 0x3E, 0xFE, 0x24, 0x04];
        for (var length = 0; length < stream.Length; length++)
        {
            Assert.Null(Av1SequenceHeader.CodePoints(stream.AsSpan(0, length)));
        }
    }

    private static async Task<int[]> ShowAsync(Microsoft.Playwright.IPage page, string type, byte[] file)
    {
        var data = await page.EvaluateAsync<JsonElement>(
            """
            async url => {
                const image = new Image();
                image.src = url;
                await image.decode();
                const canvas = document.createElement('canvas');
                [canvas.width, canvas.height] = [image.width, image.height];
                const context = canvas.getContext('2d');
                context.drawImage(image, 0, 0);
                return [...context.getImageData(0, 0, image.width, image.height).data];
            }
            """,
            $"data:{type};base64,{Convert.ToBase64String(file)}");
        return [.. data.EnumerateArray().Select(number => number.GetInt32())];
    }

    private static void AssertNear(double[] expected, Func<int, byte> actual, double most, string what)
    {
        for (var band = 0; band < 3; band++)
        {
            var isNear = Math.Abs(actual(band) - expected[band]) <= most
                || (Math.Max(actual(band), expected[band]) < NearBlack && Math.Abs(actual(band) - expected[band]) <= MostNearBlack);
            Assert.True(isNear, $"{what}, band {band}: {actual(band)} instead of {expected[band]:0.0}");
        }
    }

    // 0 for sRGB's curve. What is meant for television has a television's in a PNG, as Chromium shows it.
    private static double GammaOf(string where, int transfer) => transfer switch
    {
        Gamma22 => 2.2,
        1 or 6 when where == "png" => 2.4,
        _ => 0,
    };

    // In light from one space to another by D65, which both have; then sRGB's curve.
    private static double[] Reference(byte[] patch, int primaries, double gamma, int space)
    {
        double[] light = [.. patch.Select(code => Light(code / 255.0))];
        var xyz = Multiply(ToXyz(Chromaticities[primaries]), light);
        return [.. Solve(ToXyz(Chromaticities[space]), xyz).Select(Encode)];

        double Light(double code) => gamma > 0 ? Math.Pow(code, gamma)
            : code <= 0.04045 ? code / 12.92 : Math.Pow((code + 0.055) / 1.055, 2.4);

        static double Encode(double light)
        {
            var clipped = Math.Clamp(light, 0, 1);
            return 255 * (clipped <= 0.0031308 ? 12.92 * clipped : (1.055 * Math.Pow(clipped, 1 / 2.4)) - 0.055);
        }
    }

    private static double[,] ToXyz(double[] xy)
    {
        var columns = new double[3, 3];
        for (var i = 0; i < 3; i++)
        {
            var (x, y) = (xy[2 * i], xy[(2 * i) + 1]);
            (columns[0, i], columns[1, i], columns[2, i]) = (x / y, 1, (1 - x - y) / y);
        }

        var shares = Solve(columns, [0.3127 / 0.3290, 1, (1 - 0.3127 - 0.3290) / 0.3290]);
        for (var (row, column) = (0, 0); row < 3; (row, column) = column == 2 ? (row + 1, 0) : (row, column + 1))
        {
            columns[row, column] *= shares[column];
        }

        return columns;
    }

    private static double[] Multiply(double[,] m, double[] v) =>
        [.. Enumerable.Range(0, 3).Select(row => (m[row, 0] * v[0]) + (m[row, 1] * v[1]) + (m[row, 2] * v[2]))];

    // By elimination.
    private static double[] Solve(double[,] matrix, double[] result)
    {
        var (m, v) = ((double[,])matrix.Clone(), (double[])result.Clone());
        for (var pivot = 0; pivot < 3; pivot++)
        {
            for (var row = 0; row < 3; row++)
            {
                if (row == pivot)
                {
                    continue;
                }

                var factor = m[row, pivot] / m[pivot, pivot];
                v[row] -= factor * v[pivot];
                for (var column = 0; column < 3; column++)
                {
                    m[row, column] -= factor * m[pivot, column];
                }
            }
        }

        return [.. Enumerable.Range(0, 3).Select(i => v[i] / m[i, i])];
    }

    private static byte[] Original(string where, int primaries, int transfer, IccProfile? profile = null)
    {
        VipsLibrary.EnsureLoaded();
        using var work = new Work(CancellationToken.None);
        var image = work.Own(Picture(work).Copy());
        if (profile is not null)
        {
            image.Set("icc-profile-data", profile.ToBytes());
        }

        using var save = new VipsOperation(where == "png" ? "pngsave_buffer" : "heifsave_buffer");
        save.Set("in", image);
        if (where == "png")
        {
            return WithCodePoints(save.RunToBytes(), primaries, transfer);
        }

        // Without loss a picture is coded as RGB, whose code points in the stream are no three numbers, but one case.
        save.Set("compression", 4).Set("bitdepth", 8).Set("effort", 0).Set("Q", 100).Set("subsample_mode", VipsSubsample.Off);
        var file = save.Set("lossless", where != "stream").RunToBytes();
        var box = file.AsSpan().IndexOf("colrnclx"u8);
        if (where == "stream")
        {
            Assert.Equal(-1, box);
            SetCodePointsInStream(file, primaries, transfer);
            return file;
        }

        BinaryPrimitives.WriteUInt16BigEndian(file.AsSpan(box + 8), (ushort)primaries);
        BinaryPrimitives.WriteUInt16BigEndian(file.AsSpan(box + 10), (ushort)transfer);
        return file;
    }

    private static VipsImage Picture(Work work)
    {
        var width = Side * Patches.Length;
        byte[] samples = [.. Enumerable.Range(0, width * Side * 3).Select(i => Patches[i / 3 % width / Side][i % 3])];
        return new PixelBuffer(width, Side, 3, samples).ToImage(work);
    }

    // 0 for none.
    private static byte[] WithCodePoints(byte[] png, int primaries, int transfer)
    {
        const int afterHeader = 8 + 25;
        using var whole = new MemoryStream();
        whole.Write(png.AsSpan(0, afterHeader));
        if (primaries > 0)
        {
            CleanPng.WriteChunk("cICP"u8, [(byte)primaries, (byte)transfer, 0, 1], whole);
        }

        whole.Write(png.AsSpan(afterHeader));
        return whole.ToArray();
    }

    // The encoder writes sRGB's, 1 and 13, and the matrix behind them, somewhere among the bits of the sequence header.
    private static void SetCodePointsInStream(byte[] file, int primaries, int transfer)
    {
        var start = file.AsSpan().IndexOf("mdat"u8) + 4;
        for (var at = start * 8; at < (start + 20) * 8; at++)
        {
            if (Bits(file, at, 8) == Bt709 && Bits(file, at + 8, 8) == SrgbCurve)
            {
                Set(file, at, primaries);
                Set(file, at + 8, transfer);
                return;
            }
        }

        Assert.Fail("The stream does not tell its colours.");

        static int Bits(byte[] file, int at, int count) =>
            Enumerable.Range(at, count).Aggregate(0, (number, i) => (number << 1) | ((file[i / 8] >> (7 - (i % 8))) & 1));

        static void Set(byte[] file, int at, int number)
        {
            for (var i = 0; i < 8; i++)
            {
                var mask = 1 << (7 - ((at + i) % 8));
                file[(at + i) / 8] = (byte)((file[(at + i) / 8] & ~mask) | ((number >> (7 - i) & 1) != 0 ? mask : 0));
            }
        }
    }
}
