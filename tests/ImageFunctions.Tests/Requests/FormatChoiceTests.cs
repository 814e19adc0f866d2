using ImageFunctions.Requests;
using ImageFunctions.Tests.Fixtures;
using Xunit;

namespace ImageFunctions.Tests.Requests;

public class FormatChoiceTests
{
    private const string Firefox = "image/avif,image/webp,image/png,image/svg+xml,image/*;q=0.8,*/*;q=0.5";
    private const string OlderFirefox = "image/webp,*/*";
    private const string Safari18 =
        "image/webp,image/avif,image/jxl,image/heic,image/heic-sequence,video/*;q=0.8,image/png,image/svg+xml,image/*;q=0.8,*/*;q=0.5";
    private const string Safari13 = "image/png,image/svg+xml,image/*;q=0.8,video/*;q=0.8,*/*;q=0.5";
    private const string InternetExplorer = "image/png, image/svg+xml, image/jxr, image/*;q=0.8, */*;q=0.5";
    private const string ChromeNavigation =
        "text/html,application/xhtml+xml,application/xml;q=0.9,"
            + "image/avif,image/webp,image/apng,*/*;q=0.8,application/signed-exchange;v=b3;q=0.7";

    [Theory]
    [InlineData(Site.ChromeAccept, "webp", "avif")]
    [InlineData(ChromeNavigation, "webp", "avif")]
    [InlineData(Firefox, "webp", "avif")]
    [InlineData(OlderFirefox, "webp", "webp")]
    [InlineData(Safari18, "webp", "avif")]
    [InlineData(Safari13, null, null)]
    [InlineData(InternetExplorer, null, null)]
    [InlineData("*/*", null, null)] // curl
    [InlineData("image/*", null, null)]
    [InlineData("", null, null)]
    public void Choose_RealBrowsers_GetWhatTheyRead(string accept, string? webpOnly, string? avifFirst)
    {
        Assert.Equal(webpOnly, new FormatChoice(["webp"]).Choose(null, [accept]));
        Assert.Equal(avifFirst, new FormatChoice(["avif", "webp"]).Choose(null, [accept]));
    }

    [Theory]
    [InlineData("image/webp;q=0", null)]
    [InlineData("image/webp;q=0.0", null)]
    [InlineData("image/webp;q=0.000,*/*", null)]
    [InlineData("image/webp; q=0", null)]
    [InlineData("image/webp;q=0.001", "webp")]
    [InlineData("image/webp;q=0,image/avif", null)]
    [InlineData("*/*;q=1,image/webp;q=0.1", "webp")]
    public void Choose_Quality_ZeroIsNo(string accept, string? expected) =>
        Assert.Equal(expected, new FormatChoice(["webp"]).Choose(null, [accept]));

    [Theory]
    [InlineData("IMAGE/WebP", "webp")]
    [InlineData("  image/webp  ", "webp")]
    [InlineData("image/webp;v=1", "webp")]
    [InlineData("image/webp2", null)]
    [InlineData("image/webp+xml", null)]
    [InlineData("video/webp", null)]
    [InlineData("webp", null)]
    [InlineData(";;;,,,", null)]
    [InlineData("\0", null)]
    [InlineData("image/png, garbage, image/webp", "webp")]
    [InlineData("garbage;;;, image/webp", "webp")]
    public void Choose_OddAccept_IsReadWhereItCanBe(string accept, string? expected)
    {
        using var _ = new InCulture("tr-TR");

        Assert.Equal(expected, new FormatChoice(["webp"]).Choose(null, [accept]));
    }

    [Fact]
    public void Choose_NoAccept_KeepsTheOwn() => Assert.Null(new FormatChoice(["webp"]).Choose(null, []));

    [Fact]
    public void Choose_SeveralAcceptLines_AreOneList() =>
        Assert.Equal("webp", new FormatChoice(["webp"]).Choose(null, ["image/png", "image/webp"]));

    [Theory]
    [InlineData("avif", "avif,webp", "image/webp", "avif")]
    [InlineData("webp", "avif,webp", "image/avif", "webp")]
    [InlineData("WEBP", "webp", "", "webp")]
    [InlineData(" webp ", "webp", "", "webp")]
    [InlineData("avif", "webp", "image/webp", null)]
    [InlineData("original", "webp", "image/webp", null)]
    [InlineData("", "webp", "image/webp", null)]
    [InlineData("jpg", "webp", "image/webp", null)]
    [InlineData("webp,webp", "webp", "image/webp", null)]
    [InlineData("image/webp", "webp", "image/webp", null)]
    public void Choose_ImageFormatHeader_DecidesAlone(string header, string formats, string accept, string? expected) =>
        Assert.Equal(expected, new FormatChoice(formats.Split(',')).Choose(header, [accept]));
}
