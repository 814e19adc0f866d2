using LocalFrontDoor.Edge;
using LocalFrontDoor.Rules;
using Xunit;

namespace ImageFunctions.Tests.LocalFrontDoor.Edge;

public class CacheKeyTests
{
    [Theory]
    [InlineData("IncludeSpecifiedQueryStrings", "?d=100x100&utm=x", "d=100x100")]
    [InlineData("IncludeSpecifiedQueryStrings", "?utm=y&d=100x100", "d=100x100")]
    [InlineData("IncludeSpecifiedQueryStrings", "?d=1&d=2", "d=1&d=2")]
    [InlineData("IncludeSpecifiedQueryStrings", "?d=2&d=1", "d=2&d=1")]
    [InlineData("IncludeSpecifiedQueryStrings", "?D=100x100", "")]
    [InlineData("IncludeSpecifiedQueryStrings", "?%64=100x100", "")]
    [InlineData("IncludeSpecifiedQueryStrings", "?d", "d")]
    [InlineData("IncludeSpecifiedQueryStrings", "?dd=1&=1&&", "")]
    [InlineData("IncludeSpecifiedQueryStrings", "", "")]
    [InlineData("IgnoreSpecifiedQueryStrings", "?d=1&z=2&a=3", "a=3&z=2")]
    [InlineData("UseQueryString", "?z=2&d=1", "d=1&z=2")]
    [InlineData("IgnoreQueryString", "?z=2&d=1", "")]
    public void For_EachBehaviour_KeepsWhatCounts(string behaviour, string query, string expected)
    {
        var cache = new CacheConfiguration(
            Enum.Parse<QueryStringCaching>(behaviour), new HashSet<string> { "d" }, CacheBehavior.HonorOrigin, null);

        Assert.Equal(expected, CacheKey.For("localhost", "/images/cat.jpg", query, cache).Query);
    }

    [Fact]
    public void For_HostAndPath_HeedsCaseOfThePathAlone()
    {
        var cache = new CacheConfiguration(QueryStringCaching.IgnoreQueryString, new HashSet<string>(), CacheBehavior.HonorOrigin, null);
        var key = CacheKey.For("localhost:8080", "/images/cat.jpg", "", cache);

        Assert.Equal(key, CacheKey.For("LOCALHOST:8080", "/images/cat.jpg", "", cache));
        Assert.NotEqual(key, CacheKey.For("localhost:8080", "/images/Cat.jpg", "", cache));
        Assert.NotEqual(key, CacheKey.For("localhost:8081", "/images/cat.jpg", "", cache));
    }
}
