using ImageFunctions.Requests;
using Xunit;

namespace ImageFunctions.Tests.Requests;

public class FocalPointTests
{
    [Theory]
    [InlineData("NaN,0.5")]
    [InlineData("0.5,-Infinity")]
    [InlineData("-Infinity,0.5")]
    [InlineData("Infinity,0.5")]
    [InlineData("-0.1,0.5")]
    [InlineData("1.1,0.5")]
    [InlineData("0.5")]
    [InlineData("0.5,0.5,0.5")]
    [InlineData(null)]
    public void Parse_NoPointOfThePicture_IsNone(string? text) => Assert.Null(FocalPoint.Parse(text));

    [Fact]
    public void Parse_TwoFractions_IsThePoint() => Assert.Equal(new FocalPoint(0.3, 1), FocalPoint.Parse("0.3, 1"));
}
