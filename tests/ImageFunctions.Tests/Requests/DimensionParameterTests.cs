using ImageFunctions.Requests;
using Xunit;

namespace ImageFunctions.Tests.Requests;

public class DimensionParameterTests
{
    [Theory]
    [InlineData(null, null)]
    [InlineData("", null)]
    [InlineData("?", null)]
    [InlineData("?d", null)]
    [InlineData("?d=", null)]
    [InlineData("?x=1", null)]
    [InlineData("?d=105x100", "105x100")]
    [InlineData("?d=+105+", " 105 ")]
    [InlineData("?d=%20105", " 105")]
    [InlineData("?d=1%2B5", "1+5")]
    [InlineData("?d=a=b", "a=b")]
    [InlineData("?utm=1&d=100&v=2", "100")]
    [InlineData("?d=100;x=1", "100;x=1")]
    [InlineData("?&&d=100", "100")]
    public void Read_Query_GivesTheValueDecoded(string? query, string? expected) => Assert.Equal(expected, DimensionParameter.Read(query));

    [Theory]
    [InlineData("?d=100&d=300", "100")]
    [InlineData("?d=&d=300", null)]
    [InlineData("?d&d=300", null)]
    [InlineData("?x=1&d=100&y=2&d=300", "100")]
    public void Read_SeveralTimes_TheFirstCounts(string query, string? expected) => Assert.Equal(expected, DimensionParameter.Read(query));

    // What Front Door does not see as d, and so does not have in its cache key, must not change the answer.
    [Theory]
    [InlineData("?D=100")]
    [InlineData("?%64=100")]
    [InlineData("?%44=100")]
    [InlineData("?d%00=100")]
    [InlineData("?+d=100")]
    [InlineData("?dd=100")]
    [InlineData("?d[]=100")]
    public void Read_AnotherName_IsNotRead(string query) => Assert.Null(DimensionParameter.Read(query));

    [Fact]
    public void Read_OtherNameBefore_DoesNotHideIt() => Assert.Equal("200", DimensionParameter.Read("?D=100&%64=300&d=200"));
}
