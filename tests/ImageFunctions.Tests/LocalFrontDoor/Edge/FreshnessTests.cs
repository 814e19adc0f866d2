using LocalFrontDoor.Edge;
using LocalFrontDoor.Rules;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace ImageFunctions.Tests.LocalFrontDoor.Edge;

public class FreshnessTests
{
    private const int Day = 86_400;
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Seconds; null is "not stored".</summary>
    public static TheoryData<string?, string?, int, int?, string> Answers => new()
    {
        { "public, max-age=31536000", null, 200, 365 * Day, "TCP_MISS" },
        { "max-age=60, s-maxage=10", null, 200, 10, "TCP_MISS" },
        { "max-age=60", "Sun, 22 Nov 2026 13:00:00 GMT", 200, 60, "TCP_MISS" },
        { "public", "Sun, 22 Nov 2026 13:00:00 GMT", 200, 3600, "TCP_MISS" },
        { null, "Sun, 22 Nov 2026 13:00:00 GMT", 200, 3600, "TCP_MISS" },
        { null, "Sun, 22 Nov 2026 11:00:00 GMT", 200, null, "TCP_MISS" },
        { null, "0", 200, null, "TCP_MISS" },
        { null, null, 200, Day, "TCP_MISS" },
        { "public", null, 200, Day, "TCP_MISS" },
        { "max-age=999999999", null, 200, 366 * Day, "TCP_MISS" },
        { "max-age=0", null, 200, null, "TCP_MISS" },
        { "max-age=60, s-maxage=0", null, 200, null, "TCP_MISS" },
        { "max-age=soon", null, 200, null, "TCP_MISS" },
        { "no-cache", null, 200, null, "TCP_MISS" },
        { "no-store", null, 200, null, "PRIVATE_NOSTORE" },
        { "private, max-age=60", null, 200, null, "PRIVATE_NOSTORE" },
        { "Private=\"Set-Cookie\", max-age=60", null, 200, null, "PRIVATE_NOSTORE" },
        { "no-store", null, 404, null, "PRIVATE_NOSTORE" },
        { "max-age=60", null, 301, 60, "TCP_MISS" },
        { "max-age=60", null, 410, 60, "TCP_MISS" },
        { "max-age=60", null, 302, null, "TCP_MISS" },
        { "max-age=60", null, 404, null, "TCP_MISS" },
        { "max-age=60", null, 500, null, "TCP_MISS" },
        { null, null, 404, null, "TCP_MISS" },
    };

    [Theory]
    [MemberData(nameof(Answers))]
    public void Of_HonouringTheOrigin_FollowsItsHeaders(string? cacheControl, string? expires, int status, int? seconds, string xCache)
    {
        var freshness = Freshness.Of(status, Headers(cacheControl, expires), Behaviour(CacheBehavior.HonorOrigin, null), Now);

        Assert.Equal(seconds is null ? null : TimeSpan.FromSeconds(seconds.Value), freshness.Lifetime);
        Assert.Equal(xCache, freshness.XCache);
    }

    [Theory]
    [InlineData("OverrideAlways", "max-age=10", 60)]
    [InlineData("OverrideAlways", null, 60)]
    [InlineData("OverrideAlways", "max-age=0", 60)]
    [InlineData("OverrideAlways", "no-store", null)]
    [InlineData("OverrideAlways", "private", null)]
    [InlineData("OverrideAlways", "no-cache", null)]
    [InlineData("OverrideIfOriginMissing", "max-age=10", 10)]
    [InlineData("OverrideIfOriginMissing", null, 60)]
    public void Of_Overriding_NeverStoresWhatTheOriginForbids(string behaviour, string? cacheControl, int? seconds)
    {
        var cache = Behaviour(Enum.Parse<CacheBehavior>(behaviour), TimeSpan.FromSeconds(60));

        var freshness = Freshness.Of(200, Headers(cacheControl, null), cache, Now);

        Assert.Equal(seconds is null ? null : TimeSpan.FromSeconds(seconds.Value), freshness.Lifetime);
    }

    [Fact]
    public void Of_VaryAnything_IsStoredAllTheSame()
    {
        var headers = Headers("max-age=60", null);
        headers["Vary"] = "*";

        Assert.NotNull(Freshness.Of(200, headers, Behaviour(CacheBehavior.HonorOrigin, null), Now).Lifetime);
    }

    private static CacheConfiguration Behaviour(CacheBehavior behaviour, TimeSpan? duration) =>
        new(QueryStringCaching.IgnoreQueryString, new HashSet<string>(), behaviour, duration);

    private static HeaderDictionary Headers(string? cacheControl, string? expires)
    {
        var headers = new HeaderDictionary();
        if (cacheControl is not null)
        {
            headers["Cache-Control"] = cacheControl;
        }

        if (expires is not null)
        {
            headers["Expires"] = expires;
        }

        return headers;
    }
}
