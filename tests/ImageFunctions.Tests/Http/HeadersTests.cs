using ImageFunctions.Tests.Fixtures;
using Xunit;

namespace ImageFunctions.Tests.Http;

/// <summary>Every header of the contract's section 6, on everything that is a picture.</summary>
public class HeadersTests(AzuriteFixture azurite, OriginFixture origin) : OriginTest(azurite, origin)
{
    [Fact]
    public async Task Get_MadeStoredAndOriginal_AllCarryTheContractsHeaders()
    {
        var content = TestImages.Jpeg(64, 48);
        await UploadAsync("photo.jpg", content);

        var made = await Site.GetWebpAsync(Url("photo.jpg?d=100"));
        await StoredAsync(Blob("100x100/webp/photo.jpg"));
        var hit = await Site.GetWebpAsync(Url("photo.jpg?d=100"));
        var original = await Site.GetWebpAsync(Url("photo.jpg"));

        foreach (var answer in new[] { made, hit, original })
        {
            Assert.Equal($"{answer.Body.Length}", answer["Content-Length"]);
            Assert.Null(answer["Transfer-Encoding"]);
            Assert.Matches("^\"[^\"]+\"$", answer["ETag"]);
            Assert.Matches("^[A-Z][a-z]{2}, .* GMT$", answer["Last-Modified"]);
            Assert.Equal("bytes", answer["Accept-Ranges"]);
            Assert.Equal("nosniff", answer["X-Content-Type-Options"]);
            Assert.Equal("default-src 'none'; style-src 'unsafe-inline'; sandbox", answer["Content-Security-Policy"]);
            Assert.Equal(
                ("*", "cross-origin", "*"),
                (answer["Access-Control-Allow-Origin"], answer["Cross-Origin-Resource-Policy"], answer["Timing-Allow-Origin"]));
            Assert.Null(answer["Server"]);
            Assert.Null(answer["Set-Cookie"]);
        }

        Assert.Equal(("Accept", "Accept", null), (made["Vary"], hit["Vary"], original["Vary"]));
        Assert.Equal("public, max-age=31536000", made["Cache-Control"]);
        Assert.Matches(@"^lookup;dur=\d+\.\d, source;dur=\d+\.\d, decode;dur=\d+\.\d, encode;dur=\d+\.\d", made["Server-Timing"]);
        Assert.Matches(@"^lookup;dur=\d+\.\d$", hit["Server-Timing"]);
    }

    [Fact]
    public async Task Head_MissingHitAndOriginal_HaveTheHeadersOfGetAndNoBody()
    {
        await UploadAsync("photo.jpg", TestImages.Jpeg(64, 48));

        var made = await Site.HeadAsync(Url("photo.jpg?d=100"), ("Accept", Site.ChromeAccept));
        await StoredAsync(Blob("100x100/webp/photo.jpg"));
        var hit = await Site.HeadAsync(Url("photo.jpg?d=100"), ("Accept", Site.ChromeAccept));
        var got = await Site.GetWebpAsync(Url("photo.jpg?d=100"));
        var original = await Site.HeadAsync(Url("photo.jpg"));
        var gotOriginal = await Site.GetAsync(Url("photo.jpg"));

        Assert.StartsWith("ImageFunctions; fwd=miss", made["Cache-Status"], StringComparison.Ordinal);
        Assert.All([made, hit, original], head => Assert.Empty(head.Body));
        Assert.All([made, hit], head => AssertSame(got, head));
        Assert.Equal("ImageFunctions; hit", hit["Cache-Status"]);
        AssertSame(gotOriginal, original);
    }

    private static void AssertSame(Answer got, Answer head)
    {
        Assert.Equal(got.Status, head.Status);
        foreach (var header in new[] { "Content-Type", "Content-Length", "ETag", "Cache-Control", "Vary", "Accept-Ranges" })
        {
            Assert.Equal(got[header], head[header]);
        }
    }
}
