using LocalFrontDoor.Rules;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace ImageFunctions.Tests.LocalFrontDoor.Rules;

public class RuleEngineTests
{
    private const string Path = "/images/cat.jpg";

    private static readonly CacheConfiguration Cache =
        new(QueryStringCaching.IgnoreQueryString, new HashSet<string>(), CacheBehavior.HonorOrigin, null);

    [Theory]
    [InlineData("Overwrite", "webp", "webp")]
    [InlineData("Append", "webp", "spoofedwebp")]
    [InlineData("Delete", "", "")]
    public void Run_HeaderIsThere_IsChanged(string change, string value, string expected)
    {
        var headers = new HeaderDictionary { ["X-Image-Format"] = "spoofed" };

        RuleEngine.Run([Always(1, new ModifyRequestHeader(Enum.Parse<HeaderChange>(change), "x-image-format", value))], Path, headers);

        Assert.Equal(expected, headers["X-Image-Format"].ToString());
    }

    [Theory]
    [InlineData(true, "first")]
    [InlineData(false, "firstsecond")]
    public void Run_FirstRuleMatches_StopsOrGoesOn(bool stops, string expected)
    {
        var headers = new HeaderDictionary();

        RuleEngine.Run([Always(1, Append("first")) with { Stops = stops }, Always(2, Append("second"))], Path, headers);

        Assert.Equal(expected, headers["X"].ToString());
    }

    [Fact]
    public void Run_OneConditionOfTwoFails_DoesNothing()
    {
        var headers = new HeaderDictionary { ["Accept"] = "image/webp" };
        var rule = Always(1, Append("value")) with { Conditions = [Wants("Accept", "webp"), Wants("Cookie", "webp")] };

        RuleEngine.Run([rule], Path, headers);

        Assert.False(headers.ContainsKey("X"));
    }

    [Fact]
    public void Run_Override_ReplacesTheRoutesCacheConfiguration()
    {
        Assert.Same(Cache, RuleEngine.Run([Always(1, new RouteConfigurationOverride(Cache))], Path, new HeaderDictionary()));
        Assert.Null(RuleEngine.Run([Always(1, new RouteConfigurationOverride(null))], Path, new HeaderDictionary(), route: Cache));
        Assert.Same(Cache, RuleEngine.Run([Always(1, Append("no matter"))], Path, new HeaderDictionary(), route: Cache));
    }

    [Theory]
    [InlineData("image/avif,image/webp,image/apng,*/*;q=0.8", "webp", true)]
    [InlineData("IMAGE/WEBP", "webp", true)]
    [InlineData("image/png,image/*;q=0.8", "original", false)]
    [InlineData("*/*", "original", false)]
    [InlineData(null, "original", false)]
    public void Run_TheDeployedRules_CacheOnlyWebpViewers(string? accept, string format, bool cached)
    {
        var headers = new HeaderDictionary { ["X-Image-Format"] = "spoofed" };
        if (accept is not null)
        {
            headers["Accept"] = accept;
        }

        var cache = RuleEngine.Run(RuleFile.Read(RuleFile.DefaultPath), Path, headers);

        Assert.Equal(format, headers["X-Image-Format"].ToString());
        Assert.Equal(cached, cache is not null);
        if (cache is not null)
        {
            Assert.Equal(["d"], cache.Parameters);
        }
    }

    [Theory]
    [InlineData("/images/640x/avif/cat.jpg", true)]
    [InlineData("/images/a/b/100x100/webp/big cat.c.jpeg", true)]
    [InlineData("/images/a/100x100/jpeg/big%20cat.jpeg", true)]
    [InlineData("/images/100x100/bmp/cat.jpg", false)]
    [InlineData("/images/100x/cat.jpg", false)]
    [InlineData("/images/100/webp/cat.jpg", false)]
    [InlineData("/100x100/webp/cat.jpg", false)] // a container is no dimension
    public void Run_TheDeployedRules_CacheAVariantsOwnPathForEveryViewer(string path, bool cached)
    {
        foreach (var accept in new[] { "image/webp", "*/*" })
        {
            var headers = new HeaderDictionary { ["Accept"] = accept, ["X-Image-Format"] = "spoofed" };

            var cache = RuleEngine.Run(RuleFile.Read(RuleFile.DefaultPath), path, headers);

            Assert.Equal(cached || accept == "image/webp", cache is not null);
            Assert.Equal(cached || accept == "*/*" ? "original" : "webp", headers["X-Image-Format"].ToString());
        }
    }

    private static Rule Always(int order, RuleAction action) => new($"rule {order}", order, [], [action], Stops: true);

    private static ModifyRequestHeader Append(string value) => new(HeaderChange.Append, "X", value);

    private static RuleCondition Wants(string header, string value) => new(header, MatchOperator.Contains, false, [value], []);
}
