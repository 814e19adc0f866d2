using ImageFunctions.Requests;
using ImageFunctions.Settings;
using ImageFunctions.Tests.Fixtures;
using Xunit;

namespace ImageFunctions.Tests.Settings;

public class ImageOptionsReaderTests
{
    private const string Responsive = "64x 96x 128x 256x 320x 480x 640x 768x 960x 1280x 1600x 1920x 2560x";

    [Fact]
    public void Read_Nothing_GivesTheContractsDefaults()
    {
        var (options, faults) = Configurations.Read();

        Assert.Empty(faults);
        var images = options.Images;
        Assert.Equal(["images"], images.Containers);
        Assert.Equal("100x100 200x200 300x300 400x400", string.Join(' ', images.AllowedDimensions));
        Assert.Equal("200x200", images.DefaultDimension.ToString());
        Assert.Equal(["webp"], images.Formats);
        Assert.Equal(("public, max-age=31536000", "public, max-age=86400"), (images.CacheControl, images.OriginalCacheControl));
        Assert.Equal((20.0, 80, 80), (images.VariancePercent, images.JpegQuality, images.WebpQuality));
        Assert.Equal((CropMode.Centre, "ffffff", Gamut.Srgb), (images.Crop, images.Background.ToString(), images.Gamut));
        Assert.Equal((67108864, 100000000), (images.MaxSourceBytes, images.MaxSourcePixels));
        Assert.Equal((TimeSpan.FromSeconds(20), Environment.ProcessorCount, 100), (images.Timeout, images.MaxConcurrency, images.MaxQueue));
        Assert.True(images.VerifySource);
        Assert.Null(options.FrontDoorId);
    }

    [Fact]
    public void Read_EverySetting_IsTaken()
    {
        using var _ = new InCulture("de-DE");
        var (options, faults) = Configurations.Read(
            ("Images__Containers", "images, my-photos,$web"), ("Images__AllowedDimensions", "50x60 , 800x,300x300:contain"),
            ("Images__DefaultDimension", "800x"), ("Images__VariancePercent", "12.5"), ("Images__Formats", "AVIF,webp"),
            ("Images__CacheControl", "public, max-age=5, immutable"),
            ("Images__OriginalCacheControl", "no-cache"), ("Images__JpegQuality", "1"),
            ("Images__WebpQuality", "100"), ("Images__AvifQuality", "33"), ("Images__Crop", "Attention"), ("Images__Background", "#0aF0ff"),
            ("Images__LinearLight", "false"), ("Images__Gamut", "keep"),
            ("Images__MaxSourceBytes", "10"), ("Images__MaxSourcePixels", "20"), ("Images__Timeout", "00:01:30"),
            ("Images__MaxConcurrency", "3"), ("Images__MaxQueue", "0"), ("Images__VerifySource", "False"),
            ("Images__KeepCopyright", "true"), ("Images__Watermark", "hidden/a/logo.png"), ("Images__WatermarkPosition", "bottom-left"),
            ("Images__WatermarkScalePercent", "10"), ("Images__WatermarkOpacityPercent", "100"), ("Images__WatermarkMinimumSize", "1"),
            ("FrontDoor__Id", "6f8b1ce2-33a5-4a0f-9c1d-4a4c2f0d7e11"));

        Assert.Empty(faults);
        var images = options.Images;
        Assert.Equal(["images", "my-photos", "$web"], images.Containers);
        Assert.Equal("50x60 800x 300x300:contain", string.Join(' ', images.AllowedDimensions));
        Assert.Equal("800x", images.DefaultDimension.ToString());
        Assert.Equal(["avif", "webp"], images.Formats);
        Assert.Equal(("public, max-age=5, immutable", "no-cache"), (images.CacheControl, images.OriginalCacheControl));
        Assert.Equal((12.5, 1, 100, 33), (images.VariancePercent, images.JpegQuality, images.WebpQuality, images.AvifQuality));
        Assert.Equal((CropMode.Attention, new Colour(0x0A, 0xF0, 0xFF)), (images.Crop, images.Background));
        Assert.Equal((false, Gamut.Keep), (images.LinearLight, images.Gamut));
        Assert.Equal((10, 20), (images.MaxSourceBytes, images.MaxSourcePixels));
        Assert.Equal(
            (TimeSpan.FromSeconds(90), 3, 0, false), (images.Timeout, images.MaxConcurrency, images.MaxQueue, images.VerifySource));
        Assert.Equal(
            (true, "hidden/a/logo.png", WatermarkPosition.BottomLeft), (images.KeepCopyright, images.Watermark, images.WatermarkPosition));
        Assert.Equal((10, 100, 1), (images.WatermarkScalePercent, images.WatermarkOpacityPercent, images.WatermarkMinimumSize));
        Assert.Equal("6f8b1ce2-33a5-4a0f-9c1d-4a4c2f0d7e11", options.FrontDoorId);
    }

    [Theory]
    [InlineData("Images__AllowedDimensions")]
    [InlineData("Images__Timeout")]
    [InlineData("FrontDoor__Id")]
    public void Read_EmptyValue_IsTheDefault(string name)
    {
        var (options, faults) = Configurations.Read((name, "  "));

        Assert.Empty(faults);
        Assert.Equal(new ImageOptions().AllowedDimensions, options.Images.AllowedDimensions);
        Assert.Equal(new ImageOptions().Timeout, options.Images.Timeout);
        Assert.Null(options.FrontDoorId);
    }

    [Fact]
    public void Read_SameSizeWithTwoFits_IsRefused()
    {
        var (_, faults) = Configurations.Read(
            ("Images__AllowedDimensions", "300x300,100x100"), ("Images__DefaultDimension", "300x300:contain"));

        var fault = Assert.Single(faults);
        Assert.Contains("300x300 and 300x300:contain", fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("article", "100x100 200x200 300x300 400x400", "200x200", "Nearest")]
    [InlineData("article,50x50", "100x100 200x200 300x300 400x400 50x50", "200x200", "Nearest")]
    [InlineData("responsive", Responsive, "640x", "Up")]
    [InlineData("responsive, 300x300:contain", $"{Responsive} 300x300:contain", "640x", "Up")]
    public void Read_Ladder_StandsForItsDimensions(string value, string dimensions, string fallback, string snap)
    {
        var (options, faults) = Configurations.Read(("Images__AllowedDimensions", value));

        Assert.Empty(faults);
        Assert.Equal(dimensions, string.Join(' ', options.Images.AllowedDimensions));
        Assert.Equal((fallback, snap), (options.Images.DefaultDimension.ToString(), options.Images.Snap.ToString()));
    }

    [Fact]
    public void Read_LadderAndItsOwnSettings_TheSettingsWin()
    {
        var (options, faults) = Configurations.Read(
            ("Images__AllowedDimensions", "responsive"), ("Images__Snap", "nearest"), ("Images__DefaultDimension", "320x"));

        Assert.Empty(faults);
        Assert.Equal(("320x", SnapMode.Nearest), (options.Images.DefaultDimension.ToString(), options.Images.Snap));
    }

    [Fact]
    public void Read_BadValue_LeavesTheDefault()
    {
        var (options, _) = Configurations.Read(("Images__DefaultDimension", "abc"));

        Assert.True(Dimension.TryParse("200x200", out var expected));
        Assert.Equal(expected, options.Images.DefaultDimension);
    }
}
