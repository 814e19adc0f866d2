using System.Globalization;
using System.Net;
using ImageFunctions.Tests.Fixtures;
using LocalFrontDoor.Edge;
using LocalFrontDoor.Page;
using LocalFrontDoor.Rules;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace ImageFunctions.Tests.LocalFrontDoor.Edge;

/// <summary>The edge before an origin that answers as told, with the deployed rules.</summary>
public class FrontDoorTests
{
    private const string Webp = "Accept: image/webp,*/*";
    private const string Body = "0123456789";

    private static readonly Guid Id = Guid.Parse("11111111-2222-3333-4444-555555555555");

    [Fact]
    public async Task Get_Cacheable_IsStoredWithoutCookiesAndServedWithItsAge()
    {
        var time = new ManualTime();
        await using var origin = await StubOrigin.StartAsync(http =>
        {
            http.Response.Headers["Set-Cookie"] = "who=you";
            http.Response.Headers["Vary"] = "*";
            return AnswerAsync(http, "max-age=60");
        });
        await using var edge = await StartAsync(origin.Address, time);

        using var miss = await edge.GetAsync("/a?d=1", Webp);
        time.Pass(TimeSpan.FromSeconds(59));
        using var hit = await edge.GetAsync("/a?d=1", Webp);
        time.Pass(TimeSpan.FromSeconds(1));
        using var late = await edge.GetAsync("/a?d=1", Webp);

        Assert.Equal(["TCP_MISS", "TCP_HIT", "TCP_MISS"], [XCacheOf(miss), XCacheOf(hit), XCacheOf(late)]);
        Assert.Equal(TimeSpan.FromSeconds(59), hit.Headers.Age);
        Assert.Null(miss.Headers.Age);
        Assert.All([miss, hit], answer => Assert.False(answer.Headers.Contains("Set-Cookie")));
        Assert.Equal(2, origin.Requests.Count);
        Assert.Equal(Body, await hit.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("no-store", "PRIVATE_NOSTORE")]
    [InlineData("private, max-age=60", "PRIVATE_NOSTORE")]
    [InlineData("max-age=0", "TCP_MISS")]
    public async Task Get_NotCacheable_PassesAndKeepsItsCookies(string cacheControl, string xCache)
    {
        await using var origin = await StubOrigin.StartAsync(http =>
        {
            http.Response.Headers["Set-Cookie"] = "who=you";
            return AnswerAsync(http, cacheControl);
        });
        await using var edge = await StartAsync(origin.Address);

        using var first = await edge.GetAsync("/a", Webp);
        using var second = await edge.GetAsync("/a", Webp);

        Assert.Equal([xCache, xCache], [XCacheOf(first), XCacheOf(second)]);
        Assert.True(second.Headers.Contains("Set-Cookie"));
        Assert.Equal(2, origin.Requests.Count);
    }

    [Fact]
    public async Task Get_RulesDoNotCache_PassesWithAllItsHeaders()
    {
        await using var origin = await StubOrigin.StartAsync(http => AnswerAsync(http, "max-age=60"));
        await using var edge = await StartAsync(origin.Address);

        using var first = await edge.GetAsync("/a", "Accept: image/png", "Accept-Language: de", "Range: bytes=0-1");
        using var second = await edge.GetAsync("/a", "Accept: image/png");

        Assert.Equal(["CONFIG_NOCACHE", "CONFIG_NOCACHE"], [XCacheOf(first), XCacheOf(second)]);
        Assert.True(origin.Requests.TryDequeue(out var request));
        Assert.Equal(["image/png", "de", "bytes=0-1", "original"],
            Values(request, "Accept", "Accept-Language", "Range", "X-Image-Format"));
    }

    [Fact]
    public async Task Get_RulesCache_DropsWhatFrontDoorDropsAndAsksForTheWhole()
    {
        await using var origin = await StubOrigin.StartAsync(http => AnswerAsync(http, "max-age=60"));
        await using var edge = await StartAsync(origin.Address);

        using var answer = await edge.GetAsync("/a?x=y", Webp, "Accept-Charset: utf-8", "Accept-Language: de",
            "Range: bytes=2-4", "If-None-Match: \"no\"", "Cookie: a=b");

        Assert.True(origin.Requests.TryDequeue(out var request));
        Assert.Equal(["", "", "", "", "", "webp", "a=b"],
            Values(request, "Accept", "Accept-Charset", "Accept-Language", "Range", "If-None-Match", "X-Image-Format", "Cookie"));
        Assert.Equal(HttpStatusCode.PartialContent, answer.StatusCode);
        Assert.Equal("234", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Get_ViewerClaimsToBeFrontDoor_IsNotBelieved()
    {
        await using var origin = await StubOrigin.StartAsync(http => AnswerAsync(http, "no-store"));
        await using var edge = await StartAsync(origin.Address);

        using var answer = await edge.GetAsync("/a", Webp, "X-Azure-FDID: spoofed", "X-Image-Format: spoofed", "X-FD-HealthProbe: 1",
            "X-Forwarded-Host: spoofed", "X-Forwarded-Proto: spoofed", "X-Forwarded-For: 10.0.0.1");

        Assert.True(origin.Requests.TryDequeue(out var request));
        Assert.Equal(Id.ToString(), request["X-Azure-FDID"]);
        Assert.Equal("webp", request["X-Image-Format"]);
        Assert.False(request.ContainsKey("X-FD-HealthProbe"));
        Assert.Equal(edge.Client.BaseAddress!.Authority, request["X-Forwarded-Host"]);
        Assert.Equal("http", request["X-Forwarded-Proto"]);
        Assert.Equal("10.0.0.1, 127.0.0.1", request["X-Forwarded-For"]);
        Assert.Equal("127.0.0.1", request["X-Azure-ClientIP"]);
        Assert.Equal("1.1 Azure", request["Via"]);
        Assert.Equal(origin.Address.Authority, request["Host"]);
        Assert.Equal(Assert.Single(answer.Headers.GetValues("X-Azure-Ref")), request["X-Azure-Ref"]);
    }

    [Fact]
    public async Task Get_Stored_AnswersConditionsAndRanges()
    {
        await using var origin = await StubOrigin.StartAsync(http => AnswerAsync(http, "max-age=60"));
        await using var edge = await StartAsync(origin.Address);
        using var whole = await edge.GetAsync("/a", Webp);

        using var same = await edge.GetAsync("/a", Webp, "If-None-Match: \"other\", \"tag\"");
        using var since = await edge.GetAsync("/a", Webp, "If-Modified-Since: Sun, 22 Nov 2026 12:00:00 GMT");
        using var part = await edge.GetAsync("/a", Webp, "Range: bytes=-3");
        using var stale = await edge.GetAsync("/a", Webp, "Range: bytes=-3", "If-Range: \"old\"");
        using var beyond = await edge.GetAsync("/a", Webp, "Range: bytes=10-");

        Assert.Equal([304, 304, 206, 200, 416], [.. new[] { same, since, part, stale, beyond }.Select(answer => (int)answer.StatusCode)]);
        Assert.All([same, since, part, stale, beyond], answer => Assert.Equal("TCP_HIT", XCacheOf(answer)));
        Assert.Equal("789", await part.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal("bytes 7-9/10", part.Content.Headers.ContentRange?.ToString());
        Assert.Single(origin.Requests);
    }

    [Fact]
    public async Task Head_OfWhatIsStored_GoesToTheOrigin()
    {
        await using var origin = await StubOrigin.StartAsync(http => AnswerAsync(http, "max-age=60"));
        await using var edge = await StartAsync(origin.Address);
        using var stored = await edge.GetAsync("/a", Webp);

        using var head = await edge.SendAsync(HttpMethod.Head, "/a", Webp);

        Assert.Equal(2, origin.Requests.Count);
        Assert.Equal(10, head.Content.Headers.ContentLength);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Get_LargerThanIsStored_PassesWhole(bool lengthIsKnown)
    {
        var large = new byte[3_000_000];
        new Random(1).NextBytes(large);
        await using var origin = await StubOrigin.StartAsync(async http =>
        {
            http.Response.Headers.CacheControl = "max-age=60";
            http.Response.ContentLength = lengthIsKnown ? large.Length : null;
            await http.Response.Body.WriteAsync(large);
        });
        await using var edge = await StartAsync(origin.Address, largestStoredBody: 1_000_000);

        for (var i = 0; i < 2; i++)
        {
            using var answer = await edge.GetAsync("/a", Webp);
            Assert.Equal(large, await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
            Assert.Equal("TCP_MISS", XCacheOf(answer));
        }

        Assert.Equal(2, origin.Requests.Count);
    }

    [Fact]
    public async Task Get_OriginBreaksOff_Is503AndNothingIsStored()
    {
        await using var origin = await StubOrigin.StartAsync(async http =>
        {
            http.Response.Headers.CacheControl = "max-age=60";
            http.Response.ContentLength = 10;
            await http.Response.WriteAsync("01234");
            await http.Response.Body.FlushAsync();
            http.Abort();
        });
        await using var edge = await StartAsync(origin.Address);

        for (var i = 0; i < 2; i++)
        {
            using var answer = await edge.GetAsync("/a", Webp);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
            Assert.True(answer.Headers.CacheControl?.NoStore);
        }

        Assert.Equal(2, origin.Requests.Count);
    }

    [Fact]
    public async Task Get_NoOrigin_Is503AndLogged()
    {
        await using var origin = await StubOrigin.StartAsync(http => AnswerAsync(http, "no-store"));
        await using var edge = await StartAsync(origin.Address);
        await origin.DisposeAsync();

        using var cached = await edge.GetAsync("/a", Webp);
        using var passed = await edge.GetAsync("/a");

        Assert.Equal([503, 503], [(int)cached.StatusCode, (int)passed.StatusCode]);
        Assert.Equal(2, edge.Logs.Of(typeof(OriginForwarder).FullName!, id: 3).Count);
    }

    private static Task<EdgeInFront> StartAsync(Uri origin, TimeProvider? time = null, int largestStoredBody = 1 << 20) =>
        EdgeInFront.StartAsync(
        new EdgeOptions
        {
            Origin = origin,
            Rules = RuleFile.Read(RuleFile.DefaultPath),
            FrontDoorId = Id,
            LargestStoredBody = largestStoredBody,
        },
        new Originals("UseDevelopmentStorage=true", "unused"),
        time);

    private static Task AnswerAsync(HttpContext http, string cacheControl)
    {
        http.Response.Headers.CacheControl = cacheControl;
        http.Response.Headers.ETag = "\"tag\"";
        http.Response.Headers.LastModified = DateTimeOffset.Parse("2026-11-22T12:00:00Z", CultureInfo.InvariantCulture).ToString("R");
        http.Response.ContentType = "text/plain";
        http.Response.ContentLength = Body.Length;
        return http.Response.WriteAsync(Body);
    }

    private static IEnumerable<string> Values(IHeaderDictionary headers, params string[] names) =>
        names.Select(name => headers[name].ToString());

    private static string XCacheOf(HttpResponseMessage answer) => Assert.Single(answer.Headers.GetValues("X-Cache"));
}
