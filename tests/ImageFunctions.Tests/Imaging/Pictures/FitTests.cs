using Bench.Pictures;
using ImageFunctions.Imaging;
using ImageFunctions.Requests;
using ImageFunctions.Settings;
using Xunit;

namespace ImageFunctions.Tests.Imaging.Pictures;

public class FitTests
{
    private static readonly byte[] Wide = InputKind.All["png"].ToFile(); // 480x360

    [Theory]
    [InlineData("100x100", 100, 100)]
    [InlineData("600x600", 600, 600)]
    [InlineData("240x", 240, 180)]
    [InlineData("960x", 960, 720)]
    [InlineData("100x100:contain", 100, 100)]
    [InlineData("100x100:inside", 100, 75)]
    [InlineData("100x30:inside", 40, 30)]
    public void Make_EachFit_HasItsSize(string dimension, int width, int height)
    {
        var pixels = PixelBuffer.Decode(Making.Make(Wide, dimension, ImageFormat.WebP));

        Assert.Equal((width, height), (pixels.Width, pixels.Height));
    }

    [Theory]
    [InlineData(ImageFormat.Png, 0)]
    [InlineData(ImageFormat.WebP, 0)]
    [InlineData(ImageFormat.Jpeg, null)]
    internal void Make_Contain_IsTransparentAroundOrOnBackground(ImageFormat format, int? alpha)
    {
        var made = Making.Make(Wide, "100x100:contain", format, new ImageOptions { Background = new Colour(0, 255, 0) });

        var pixels = Making.Pixels(made);
        if (alpha is { } expected)
        {
            Assert.Equal(expected, pixels[50, 3, 3]);
            Assert.Equal(255, pixels[50, 50, 3]);
        }
        else
        {
            Assert.InRange(pixels[50, 3, 0], 0, 8);
            Assert.InRange(pixels[50, 3, 1], 245, 255);
        }
    }

    [Theory]
    [InlineData(0.3, 0.5, 0, 90)]
    [InlineData(0.0, 0.5, 0, 90)]
    [InlineData(1.0, 0.5, 30, 120)]
    [InlineData(0.5, 0.5, 15, 105)]
    public void CropAround_FocalPoint_KeepsItAsNearTheMiddleAsCanBe(double x, double y, int left, int right)
    {
        var box = Geometry.For(480, 360, Parse("90x90")).CropAround(new FocalPoint(x, y));

        Assert.Equal((left, right), (box.Left, box.Left + box.Width));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(6)]
    [InlineData(8)]
    public void Make_FocalPointOfTurnedPicture_CountsUpright(int orientation)
    {
        var kind = orientation == 1 ? "jpeg" : $"jpeg orientation {orientation}";

        // The bottom left of the scene is nearly white.
        var made = Making.Make(InputKind.All[kind].ToFile(), "60x200", ImageFormat.Png, focal: new FocalPoint(0, 1));

        var pixels = PixelBuffer.Decode(made);
        Assert.InRange(pixels[20, 180, 2], 225, 245);
        Assert.InRange(pixels[20, 20, 2], 150, 200);
    }

    [Theory]
    [InlineData("attention")]
    [InlineData("entropy")]
    public void Make_SearchingCrop_KeepsWhatIsInteresting(string crop)
    {
        var mode = Enum.Parse<CropMode>(crop, ignoreCase: true);
        EngineUnderTest.SkipUnlessItCrops(mode);

        // One busy, colourful patch far right on an empty ground.
        var file = Patch();

        var pixels = PixelBuffer.Decode(Making.Make(file, "60x60", ImageFormat.Png, new ImageOptions { Crop = mode }));

        Assert.Contains(Enumerable.Range(0, 60 * 60), i => pixels[i % 60, i / 60, 0] > 180 && pixels[i % 60, i / 60, 1] < 110);
    }

    [Fact]
    public void Make_OnePixelWideTallAndTurned_StaysSmallInMemory()
    {
        using var work = new ImageFunctions.Imaging.Vips.Work(CancellationToken.None);
        ImageFunctions.Imaging.Vips.VipsLibrary.EnsureLoaded();
        var line = new PixelBuffer(2, 16000, 3, new byte[2 * 16000 * 3]).ToImage(work);
        line.Set("orientation", 6);
        using var save = new ImageFunctions.Imaging.Vips.Native.VipsOperation("jpegsave_buffer");
        var file = save.Set("in", line).RunToBytes();

        foreach (var crop in ImageEngine.Abilities.Crops)
        {
            var pixels = PixelBuffer.Decode(Making.Make(file, "400x400", ImageFormat.WebP, new ImageOptions { Crop = crop }));
            Assert.Equal((400, 400), (pixels.Width, pixels.Height));
        }
    }

    private static byte[] Patch()
    {
        var samples = new byte[400 * 60 * 3];
        Array.Fill(samples, (byte)235);
        for (var i = 0; i < 400 * 60; i++)
        {
            var (x, y) = (i % 400, i / 400);
            if (x is > 330 and < 380 && y is > 5 and < 55)
            {
                (samples[i * 3], samples[(i * 3) + 1], samples[(i * 3) + 2]) = ((x + y) / 4 % 2 == 0)
                    ? ((byte)220, (byte)40, (byte)60)
                    : ((byte)250, (byte)200, (byte)180);
            }
        }

        return new PixelBuffer(400, 60, 3, samples).ToPng();
    }

    private static Dimension Parse(string text)
    {
        Assert.True(Dimension.TryParse(text, out var dimension));
        return dimension;
    }
}
