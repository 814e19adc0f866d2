using System.Text.Json;
using Bench.Pictures;
using ImageFunctions.Imaging;
using ImageFunctions.Imaging.Vips;
using ImageFunctions.Imaging.Vips.Native;
using ImageFunctions.Requests;
using ImageFunctions.Settings;
using ImageFunctions.Tests.Fixtures;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace ImageFunctions.Tests.Imaging.Pictures;

/// <summary>
/// Colours that sRGB does not have: cut off, or kept in Display P3. Every number is held against arithmetic in double precision.
/// </summary>
public class GamutTests(Chromium chromium) : IClassFixture<Chromium>
{
    private const int Patches = 4; // a side
    private const int PatchSide = 48; // of the original; a third of it in the variant

    private static readonly byte[][] Colours = Draw();

    private static readonly Dictionary<string, IccProfile> Profiles = new()
    {
        ["Display P3"] = IccProfile.DisplayP3,
        ["Adobe RGB"] = IccProfile.AdobeRgb,
        ["ProPhoto"] = IccProfile.ProPhoto,
        ["EBU"] = IccProfile.Ebu,
    };

    public static TheoryData<string, string, string, bool> Cases()
    {
        var data = new TheoryData<string, string, string, bool>();
        foreach (var gamut in Enum.GetValues<Gamut>())
        {
            foreach (var format in new[] { ImageFormat.Png, ImageFormat.Jpeg, ImageFormat.WebP, ImageFormat.Avif, ImageFormat.Gif })
            {
                data.Add("Display P3", $"{format}", $"{gamut}", gamut == Gamut.Keep && format != ImageFormat.Gif);
            }

            data.Add("Adobe RGB", "Png", $"{gamut}", gamut == Gamut.Keep);
            data.Add("ProPhoto", "Png", $"{gamut}", gamut == Gamut.Keep);
            data.Add("EBU", "Png", $"{gamut}", false);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Make_ProfileOfAnotherGamut_GivesItsColours(string profile, string formatName, string gamutName, bool isKept)
    {
        var (format, gamut) = (Enum.Parse<ImageFormat>(formatName), Enum.Parse<Gamut>(gamutName));
        SkipUnlessItDoes(format, gamut);
        var made = Making.Make(Original(Profiles[profile]), "64x64", format, OptionsFor(gamut));

        var (space, written) = isKept ? (WrittenToXyz(), ColourProfile.DisplayP3) : (IccProfile.SrgbToXyz, []);
        Assert.Equal(written, Making.Look(made, image => image.GetBytes("icc-profile-data").ToArray()));
        var pixels = Making.Pixels(made);
        var tolerance = format == ImageFormat.Png ? 1.5 : format == ImageFormat.Gif ? 8 : 4;
        for (var i = 0; i < Colours.Length; i++)
        {
            var (expected, at) = (Profiles[profile].ToSpace(space, Colours[i]), Middle(i));
            for (var band = 0; band < 3; band++)
            {
                var actual = pixels[at.X, at.Y, band];
                Assert.True(
                    Math.Abs(actual - expected[band]) <= tolerance, $"patch {i}, band {band}: {actual} instead of {expected[band]:0.0}");
            }
        }
    }

    [Fact]
    public async Task Make_KeptGamut_IsShownSoByABrowser()
    {
        SkipUnlessItDoes(ImageFormat.Avif, Gamut.Keep);
        var page = await chromium.NewPageAsync();
        foreach (var format in new[] { ImageFormat.Png, ImageFormat.Jpeg, ImageFormat.WebP, ImageFormat.Avif })
        {
            var made = Making.Make(Original(IccProfile.DisplayP3), "64x64", format, OptionsFor(Gamut.Keep));
            var data = await page.EvaluateAsync<JsonElement>(
                """
                async url => {
                    const image = new Image();
                    image.src = url;
                    await image.decode();
                    const canvas = document.createElement('canvas');
                    [canvas.width, canvas.height] = [image.width, image.height];
                    const context = canvas.getContext('2d', { colorSpace: 'display-p3' });
                    context.drawImage(image, 0, 0);
                    return [...context.getImageData(0, 0, image.width, image.height).data];
                }
                """,
                $"data:{format.ContentType};base64,{Convert.ToBase64String(made)}");
            int[] shown = [.. data.EnumerateArray().Select(number => number.GetInt32())];

            for (var i = 0; i < Colours.Length; i++)
            {
                var (expected, at) = (IccProfile.DisplayP3.ToSpace(IccProfile.DisplayP3ToXyz, Colours[i]), Middle(i));
                for (var band = 0; band < 3; band++)
                {
                    var actual = shown[(((at.Y * 64) + at.X) * 4) + band];
                    Assert.True(
                        Math.Abs(actual - expected[band]) <= 5,
                        $"{format}, patch {i}, band {band}: {actual} instead of {expected[band]:0.0}");
                }
            }
        }
    }

    [Fact]
    public void Make_KeptGamutWithCopyright_CarriesBoth()
    {
        SkipUnlessItDoes(ImageFormat.Jpeg, Gamut.Keep);
        var file = Original(IccProfile.DisplayP3, copyright: "Ann");

        var made = Making.Make(file, "64x64", ImageFormat.Jpeg, OptionsFor(Gamut.Keep) with { KeepCopyright = true });

        Assert.StartsWith("Ann", Making.Look(made, image => image.GetText("exif-ifd0-Copyright")));
        Assert.Equal(ColourProfile.DisplayP3, Making.Look(made, image => image.GetBytes("icc-profile-data").ToArray()));
    }

    [Fact]
    public void Make_KeptGamutWithWatermarkAndGround_ConvertsTheirColoursLikewise()
    {
        SkipUnlessItDoes(ImageFormat.Png, Gamut.Keep);
        var red = new PixelBuffer(8, 8, 3, [.. Enumerable.Range(0, 8 * 8 * 3).Select(i => i % 3 == 0 ? byte.MaxValue : (byte)0)]);
        var mark = new Watermark(red.ToPng(), "0x1");
        var options = OptionsFor(Gamut.Keep) with
        {
            WatermarkOpacityPercent = 100,
            WatermarkMinimumSize = 1,
            WatermarkPosition = WatermarkPosition.Centre,
            Background = new Colour(0, 255, 0),
        };

        var made = Making.Make(Original(IccProfile.DisplayP3), "128x64:contain", ImageFormat.Jpeg, options, watermark: mark);
        var pixels = Making.Pixels(made);

        // sRGB's red and green in Display P3 (CSS Color 4).
        AssertNear([234, 51, 35], pixels, 64, 32);
        AssertNear([117, 251, 76], pixels, 10, 32);
    }

    [Fact]
    public void MakeAll_KeptGamutInSeveralFormats_IsTheSameAsAlone()
    {
        SkipUnlessItDoes(ImageFormat.Png, Gamut.Keep);
        using var source = NativeBuffer.CopyOf(Original(IccProfile.DisplayP3));
        var engine = new ImageEngine(OptionsFor(Gamut.Keep), NullLogger<ImageEngine>.Instance);
        Assert.True(Dimension.TryParse("64x64", out var dimension));
        ImageFormat[] formats = [ImageFormat.Png, ImageFormat.Gif, ImageFormat.WebP];
        Target[] targets = [.. formats.Select(format => new Target(dimension, format))];

        var together = engine.MakeAll(source, targets, CancellationToken.None).Select(made => made.Value!.Bytes);

        Assert.Equal(targets.Select(target => engine.Make(source, target, CancellationToken.None).Value!.Bytes), together);
    }

    [Fact]
    public void Describe_KeptGamut_TellsSrgbColours()
    {
        SkipUnlessItDoes(ImageFormat.Png, Gamut.Keep);
        using var source = NativeBuffer.CopyOf(Original(IccProfile.DisplayP3));

        var told = new[] { Gamut.Srgb, Gamut.Keep }.Select(gamut =>
        {
            using var opened = new ImageEngine(OptionsFor(gamut), NullLogger<ImageEngine>.Instance)
                .Open(source, CancellationToken.None).Value!;
            return opened.Describe().Value!;
        }).ToArray();

        Assert.Equal(told[0].Placeholder, told[1].Placeholder);
        Assert.Equal(told[0].Colour, told[1].Colour);
        Assert.Equal(told[0].ThumbHash, told[1].ThumbHash);
    }

    [Fact]
    public void DisplayP3_Profile_IsSmallAndHasThosePrimaries()
    {
        Assert.All(
            WrittenToXyz().Cast<double>().Zip(IccProfile.DisplayP3ToXyz.Cast<double>()),
            pair => Assert.Equal(pair.Second, pair.First, 0.0015));
        Assert.InRange(ColourProfile.DisplayP3.Length, 400, 480);
        Assert.True(ColourProfile.IsWiderThanSrgb(ColourProfile.DisplayP3));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(131)]
    [InlineData(140)]
    [InlineData(300)]
    public void IsWiderThanSrgb_ProfileThatBreaksOff_IsNot(int length) =>
        Assert.False(ColourProfile.IsWiderThanSrgb(ColourProfile.DisplayP3.AsSpan(0, length)));

    // By the profile that goes along: what a browser makes of the numbers.
    private static double[,] WrittenToXyz()
    {
        var toXyz = new double[3, 3];
        for (var column = 0; column < 3; column++)
        {
            var primary = ColourProfile.Primary(ColourProfile.DisplayP3, [(byte)"rgb"[column], .. "XYZ"u8])!;
            (toXyz[0, column], toXyz[1, column], toXyz[2, column]) = (primary[0], primary[1], primary[2]);
        }

        return toXyz;
    }

    private static void AssertNear(byte[] expected, PixelBuffer pixels, int x, int y)
    {
        for (var band = 0; band < 3; band++)
        {
            Assert.InRange(pixels[x, y, band], expected[band] - 3, expected[band] + 3);
        }
    }

    private static void SkipUnlessItDoes(ImageFormat format, Gamut gamut)
    {
        EngineUnderTest.SkipUnlessItWrites(format);
        Assert.SkipUnless(
            ImageEngine.Abilities.Gamuts.Contains(gamut), $"The engine {ImageEngine.Abilities.Engine} does not keep colours.");
    }

    private static ImageOptions OptionsFor(Gamut gamut) => new() { Gamut = gamut, JpegQuality = 100, WebpQuality = 100, AvifQuality = 100 };

    private static (int X, int Y) Middle(int patch) =>
        (((2 * (patch % Patches)) + 1) * PatchSide / 6, ((2 * (patch / Patches)) + 1) * PatchSide / 6);

    // The corners of the space first.
    private static byte[][] Draw()
    {
        var random = new Random(3);
        return [.. Enumerable.Range(0, Patches * Patches).Select(i => i < 8
            ? [(byte)((i & 1) * 255), (byte)((i >> 1 & 1) * 255), (byte)((i >> 2 & 1) * 255)]
            : new[] { (byte)random.Next(256), (byte)random.Next(256), (byte)random.Next(256) })];
    }

    private static byte[] Original(IccProfile profile, string? copyright = null)
    {
        VipsLibrary.EnsureLoaded();
        const int side = Patches * PatchSide;
        using var work = new Work(CancellationToken.None);
        var samples = Enumerable.Range(0, side * side).SelectMany(i => Colours[(i / side / PatchSide * Patches) + (i % side / PatchSide)]);
        var image = work.Own(new PixelBuffer(side, side, 3, [.. samples]).ToImage(work).Copy());
        image.Set("icc-profile-data", profile.ToBytes());
        if (copyright is not null)
        {
            var length = copyright.Length + 1;
            image.Set("exif-ifd0-Copyright", $"{copyright} ({copyright}, ASCII, {length} components, {length} bytes)");
        }

        using var save = new VipsOperation("pngsave_buffer");
        return save.Set("in", image).RunToBytes();
    }
}
