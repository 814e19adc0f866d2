using Xunit;

namespace ImageFunctions.Tests.Settings;

public class SettingFaultTests
{
    [Theory]
    [InlineData("Images__Containers", "Images", "Images")]
    [InlineData("Images__Containers", "images,a", "a")]
    [InlineData("Images__Containers", "images,a--b", "a--b")]
    [InlineData("Images__Containers", "images,,photos", "")]
    [InlineData("Images__Containers", "images,images", "images")]
    [InlineData("Images__Containers", "$logs", "$logs")]
    [InlineData("Images__AllowedDimensions", "100x100,abc", "abc")]
    [InlineData("Images__AllowedDimensions", "100x100,0x0", "0x0")]
    [InlineData("Images__AllowedDimensions", "100x100,100x100", "100x100")]
    [InlineData("Images__AllowedDimensions", "100x100:stretch", "100x100:stretch")]
    [InlineData("Images__AllowedDimensions", "20000x20000", "20000x20000")]
    [InlineData("Images__AllowedDimensions", "responsiv", "article, responsive, or a dimension such as")]
    [InlineData("Images__AllowedDimensions", "responsive,640x", "'640x' twice")]
    [InlineData("Images__AllowedDimensions", "640x,responsive", "'640x' twice")]
    [InlineData("Images__AllowedDimensions", "article,300x300:contain", "300x300 and 300x300:contain")]
    [InlineData("Images__Snap", "down", "down")]
    [InlineData("Images__DefaultDimension", "200", "200")]
    [InlineData("Images__DefaultDimension", "article", "article")]
    [InlineData("Images__DefaultDimension", "100x100,200x200", "100x100,200x200")]
    [InlineData("Images__VariancePercent", "-1", "-1")]
    [InlineData("Images__VariancePercent", "101", "101")]
    [InlineData("Images__VariancePercent", "NaN", "NaN")]
    [InlineData("Images__VariancePercent", "Infinity", "Infinity")]
    [InlineData("Images__VariancePercent", "-Infinity", "-Infinity")]
    [InlineData("Images__VariancePercent", "20%", "20%")]
    [InlineData("Images__VariancePercent", "12,5", "12,5")]
    [InlineData("Images__Formats", "webp,jpeg", "jpeg")]
    [InlineData("Images__Formats", "webp,WEBP", "WEBP")]
    [InlineData("Images__CacheControl", "max-age=abc", "max-age=abc")]
    [InlineData("Images__CacheControl", "public\r\nX: y", "public")]
    [InlineData("Images__OriginalCacheControl", "max-age=", "max-age=")]
    [InlineData("Images__JpegQuality", "0", "0")]
    [InlineData("Images__JpegQuality", "101", "101")]
    [InlineData("Images__WebpQuality", "-5", "-5")]
    [InlineData("Images__WebpQuality", "80.5", "80.5")]
    [InlineData("Images__AvifQuality", "high", "high")]
    [InlineData("Images__Crop", "middle", "middle")]
    [InlineData("Images__Crop", "0", "0")]
    [InlineData("Images__Crop", "centre,entropy", "centre,entropy")]
    [InlineData("Images__KeepCopyright", "1", "1")]
    [InlineData("Images__Watermark", "logo.png", "logo.png")]
    [InlineData("Images__Watermark", "images/", "images/")]
    [InlineData("Images__Watermark", "/logo.png", "/logo.png")]
    [InlineData("Images__Fallback", "none.png", "none.png")]
    [InlineData("Images__Fallback", "images/none", "images/none")]
    [InlineData("Images__FallbackCacheControl", "max-age=", "max-age=")]
    [InlineData("Images__WatermarkPosition", "BottomRight", "BottomRight")]
    [InlineData("Images__WatermarkScalePercent", "0", "0")]
    [InlineData("Images__WatermarkOpacityPercent", "101", "101")]
    [InlineData("Images__WatermarkMinimumSize", "16384", "16384")]
    [InlineData("Images__Background", "white", "white")]
    [InlineData("Images__Background", "fff", "fff")]
    [InlineData("Images__Background", "fffffff", "fffffff")]
    [InlineData("Images__Background", "gggggg", "gggggg")]
    [InlineData("Images__MaxSourceBytes", "0", "0")]
    [InlineData("Images__MaxSourceBytes", "64MB", "64MB")]
    [InlineData("Images__MaxSourceBytes", "2147483648", "2147483648")]
    [InlineData("Images__MaxSourcePixels", "0", "0")]
    [InlineData("Images__MaxSourcePixels", "1e8", "1e8")]
    [InlineData("Images__Timeout", "20", "20")]
    [InlineData("Images__Timeout", "00:00:00", "00:00:00")]
    [InlineData("Images__Timeout", "-00:00:20", "-00:00:20")]
    [InlineData("Images__Timeout", "01:00:00", "01:00:00")]
    [InlineData("Images__MaxConcurrency", "0", "0")]
    [InlineData("Images__MaxConcurrency", "10000", "10000")]
    [InlineData("Images__MaxQueue", "-1", "-1")]
    [InlineData("Images__VerifySource", "yes", "yes")]
    [InlineData("Images__VerifySource", "0", "0")]
    [InlineData("Images__ServeStaleOnError", "on", "on")]
    [InlineData("Images__Pregenerate", "some", "some")]
    [InlineData("FrontDoor__Id", "my-front-door", "my-front-door")]
    [InlineData("Images__JpgQuality", "80", "JpgQuality")]
    [InlineData("Images__Dimensions", "", "Dimensions")]
    public void Read_BadValue_IsNamedOnce(string name, string value, string named)
    {
        var (_, faults) = Configurations.Read((name, value));

        var fault = Assert.Single(
            faults, fault => fault.StartsWith(name, StringComparison.Ordinal) && fault.Contains(named, StringComparison.Ordinal));
        Assert.EndsWith(".", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_SeveralBadValues_NamesAll()
    {
        var (_, faults) = Configurations.Read(
            ("Images__AllowedDimensions", "100,abc,300x300"),
            ("Images__VariancePercent", "-1"), ("Images__Crop", "x"), ("FrontDoor__Id", "x"),
            ("ImageStorage", "nonsense"), ("Images__Typo", "1"));

        Assert.Collection(
            faults.Order(StringComparer.Ordinal),
            fault => Assert.StartsWith("FrontDoor__Id is 'x'.", fault, StringComparison.Ordinal),
            fault => Assert.StartsWith("ImageStorage is no storage connection string.", fault, StringComparison.Ordinal),
            fault => Assert.StartsWith("Images__AllowedDimensions holds '100'.", fault, StringComparison.Ordinal),
            fault => Assert.StartsWith("Images__AllowedDimensions holds 'abc'.", fault, StringComparison.Ordinal),
            fault => Assert.StartsWith("Images__Crop is 'x'. It must be centre or attention or entropy.", fault, StringComparison.Ordinal),
            fault => Assert.StartsWith("Images__Typo is no setting.", fault, StringComparison.Ordinal),
            fault => Assert.StartsWith(
                "Images__VariancePercent is '-1'. It must be a number from 0 to 100.", fault, StringComparison.Ordinal));
    }

    [Fact]
    public void Read_PregenerateWithoutAQueue_IsAFault()
    {
        Assert.Contains(
            "ImageQueue is not set", Assert.Single(Configurations.Read(("Images__Pregenerate", "all")).Faults), StringComparison.Ordinal);
        Assert.Empty(Configurations.Read(("Images__Pregenerate", "all"), ("ImageQueue", "UseDevelopmentStorage=true")).Faults);
    }

    [Theory]
    [InlineData("ImageQueue", "secret=1")]
    [InlineData("ImageQueue__queueServiceUri", "http://secret.example.com")]
    public void Read_QueueOfNoUse_IsAFaultThatDoesNotRepeatIt(string name, string value)
    {
        var fault = Assert.Single(Configurations.Read((name, value)).Faults);

        Assert.StartsWith(name, fault, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("IngestionEndpoint=https://example.com")]
    public void Read_TelemetryConnectionOfNoUse_IsAFault(string value) =>
        Assert.StartsWith(
            "APPLICATIONINSIGHTS_CONNECTION_STRING", Assert.Single(
                Configurations.Read(("APPLICATIONINSIGHTS_CONNECTION_STRING", value)).Faults), StringComparison.Ordinal);
}
