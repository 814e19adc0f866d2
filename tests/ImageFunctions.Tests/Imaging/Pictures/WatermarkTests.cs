using Bench.Pictures;
using ImageFunctions.Imaging;
using ImageFunctions.Requests;
using ImageFunctions.Settings;
using Xunit;

namespace ImageFunctions.Tests.Imaging.Pictures;

public class WatermarkTests
{
    private static readonly byte[] Ground = Filled(400, 400, [20, 20, 20]);
    private static readonly Watermark Mark = new(Filled(80, 40, [255, 0, 0, 255]), "mark");

    [Theory]
    [InlineData("top-left", 30, 20)]
    [InlineData("top", 200, 20)]
    [InlineData("centre", 200, 200)]
    [InlineData("right", 370, 200)]
    [InlineData("bottom-right", 370, 370)]
    public void Make_EachPosition_CarriesTheMarkThereAndOnlyThere(string position, int x, int y)
    {
        var pixels = Pixels(new ImageOptions { WatermarkPosition = ParsePosition(position), WatermarkOpacityPercent = 100 });

        Assert.InRange(pixels[x, y, 0], 240, 255);
        foreach (var (otherX, otherY) in new[] { (30, 20), (200, 20), (200, 200), (370, 200), (370, 370) }.Where(at => at != (x, y)))
        {
            Assert.InRange(pixels[otherX, otherY, 0], 10, 30);
        }
    }

    [Fact]
    public void Make_Opacity_LetsTheGroundThrough()
    {
        var pixels = Pixels(new ImageOptions { WatermarkPosition = WatermarkPosition.Centre, WatermarkOpacityPercent = 50 });

        Assert.InRange(pixels[200, 200, 0], 180, 195); // half of the light, not of the numbers
    }

    [Theory]
    [InlineData(10, 40)]
    [InlineData(50, 200)]
    public void Make_Scale_IsTheMarksWidth(int percent, int width)
    {
        var pixels = Pixels(
            new ImageOptions
            {
                WatermarkPosition = WatermarkPosition.Centre,
                WatermarkOpacityPercent = 100,
                WatermarkScalePercent = percent,
            });

        Assert.Equal(width, Enumerable.Range(0, 400).Count(x => pixels[x, 200, 0] > 128));
    }

    [Fact]
    public void Make_VariantBelowMinimumSize_CarriesNone()
    {
        var made = Making.Make(Ground, "150x400", ImageFormat.Png, watermark: Mark);

        Assert.DoesNotContain(PixelBuffer.Decode(made).Samples, sample => sample > 60);
    }

    [Theory]
    [InlineData(ImageFormat.Jpeg)]
    [InlineData(ImageFormat.WebP)]
    [InlineData(ImageFormat.Avif)]
    internal void Make_OpaquePicture_StaysOpaque(ImageFormat format)
    {
        EngineUnderTest.SkipUnlessItWrites(format);
        var made = Making.Make(Ground, "400x400", format, watermark: Mark);

        Assert.False(Making.Look(made, image => image.HasAlpha));
    }

    [Fact]
    public void Make_GreyPicture_CarriesColouredMark()
    {
        var made = Making.Make(
            Filled(400, 400, [20]),
            "400x400", ImageFormat.Png, new ImageOptions { WatermarkPosition = WatermarkPosition.Centre }, watermark: Mark);

        Assert.InRange(PixelBuffer.Decode(made)[200, 200, 0], 195, 212);
        Assert.InRange(PixelBuffer.Decode(made)[200, 200, 2], 0, 20);
    }

    private static PixelBuffer Pixels(ImageOptions options) =>
        PixelBuffer.Decode(Making.Make(Ground, "400x400", ImageFormat.Png, options, watermark: Mark));

    private static WatermarkPosition ParsePosition(string text) =>
        Enum.Parse<WatermarkPosition>(text.Replace("-", "", StringComparison.Ordinal), ignoreCase: true);

    private static byte[] Filled(int width, int height, byte[] colour)
    {
        var samples = Enumerable.Repeat(colour, width * height).SelectMany(pixel => pixel).ToArray();
        return new PixelBuffer(width, height, colour.Length, samples).ToPng();
    }
}
