using ImageFunctions.Requests;
using ImageFunctions.Tests.Fixtures;
using Xunit;

namespace ImageFunctions.Tests.Requests;

public class DimensionTests
{
    [Theory]
    [InlineData("100x100", 100, 100, "Cover", "100x100")]
    [InlineData("1x16383", 1, 16383, "Cover", "1x16383")]
    [InlineData("0100x0200", 100, 200, "Cover", "100x200")]
    [InlineData("800x", 800, null, "Cover", "800x")]
    [InlineData("300x200:contain", 300, 200, "Contain", "300x200")]
    [InlineData("300x200:inside", 300, 200, "Inside", "300x200")]
    [InlineData("300x200:cover", 300, 200, "Cover", "300x200")]
    public void TryParse_Dimension_IsRead(string text, int width, int? height, string fit, string segment)
    {
        using var _ = new InCulture("tr-TR");

        Assert.True(Dimension.TryParse(text, out var dimension));
        Assert.Equal((width, height, fit, segment), (dimension.Width, dimension.Height, dimension.Fit.ToString(), dimension.PathSegment));
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("100")]
    [InlineData("abc")]
    [InlineData("x100")]
    [InlineData("0x100")]
    [InlineData("100x0")]
    [InlineData("-100x100")]
    [InlineData("+100x100")]
    [InlineData("100.5x100")]
    [InlineData("1e2x100")]
    [InlineData(" 100x100")]
    [InlineData("100x100 ")]
    [InlineData("100X100")]
    [InlineData("100x100x100")]
    [InlineData("16384x1")]
    [InlineData("1x16384")]
    [InlineData("99999999999x1")]
    [InlineData("١٠٠x100")]
    [InlineData("100x100:")]
    [InlineData("100x100:fill")]
    [InlineData("100x100:Contain")]
    [InlineData("100x100:1")]
    [InlineData("100x100:contain:contain")]
    [InlineData("800x:contain")]
    [InlineData(":contain")]
    public void TryParse_NoDimension_IsRefused(string text) => Assert.False(Dimension.TryParse(text, out _));

    [Theory]
    [InlineData("100x100")]
    [InlineData("800x")]
    [InlineData("300x300:contain")]
    [InlineData("300x300:inside")]
    public void ToString_Parsed_GivesItsTextBack(string text) => Assert.Equal(text, Paths.Dimension(text).ToString());
}
