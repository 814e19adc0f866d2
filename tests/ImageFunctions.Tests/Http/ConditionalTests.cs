using ImageFunctions.Tests.Fixtures;
using Xunit;

namespace ImageFunctions.Tests.Http;

/// <summary>Conditional requests and ranges, for a stored variant, an original, and a variant that is made for the request.</summary>
public class ConditionalTests(AzuriteFixture azurite, OriginFixture origin) : OriginTest(azurite, origin)
{
    private const string Elsewhere = "\"another\"";

    public static TheoryData<string> Pictures => ["original", "hit", "missing"];

    [Theory]
    [MemberData(nameof(Pictures))]
    public async Task Get_IfNoneMatch_NotModifiedOnlyWhenItIsTheSame(string picture)
    {
        var (url, whole) = await PrepareAsync(picture);

        var same = await Site.GetAsync(url, ("Accept", Site.ChromeAccept), ("If-None-Match", $"{Elsewhere}, {whole["ETag"]}"));
        var other = await Site.GetAsync(url, ("Accept", Site.ChromeAccept), ("If-None-Match", Elsewhere));

        AssertNotModified(whole, same);
        Assert.Equal(200, other.Status);
        Assert.Equal(whole.Body, other.Body);
    }

    [Theory]
    [MemberData(nameof(Pictures))]
    public async Task Get_IfModifiedSince_NotModifiedUnlessItWasSince(string picture)
    {
        var (url, whole) = await PrepareAsync(picture);
        var tomorrow = DateTimeOffset.UtcNow.AddDays(1).ToString("R");

        var same = await Site.GetAsync(
            url, ("Accept", Site.ChromeAccept), ("If-Modified-Since", picture == "missing" ? tomorrow : whole["Last-Modified"]!));
        var since = await Site.GetAsync(url, ("Accept", Site.ChromeAccept), ("If-Modified-Since", "Tue, 05 May 2020 12:00:00 GMT"));

        AssertNotModified(whole, same);
        Assert.Equal(200, since.Status);
        Assert.Equal(whole.Body, since.Body);
    }

    [Theory]
    [MemberData(nameof(Pictures))]
    public async Task Get_IfMatch_RefusedUnlessItIsTheSame(string picture)
    {
        var (url, whole) = await PrepareAsync(picture);

        var same = await Site.GetAsync(url, ("Accept", Site.ChromeAccept), ("If-Match", whole["ETag"]!));
        var other = await Site.GetAsync(url, ("Accept", Site.ChromeAccept), ("If-Match", Elsewhere), ("If-None-Match", whole["ETag"]!));

        Assert.Equal(200, same.Status);
        Assert.Equal(whole.Body, same.Body);
        Problems.AssertIs(other, 412);
    }

    [Theory]
    [MemberData(nameof(Pictures))]
    public async Task Get_IfUnmodifiedSince_RefusedWhenItWasSince(string picture)
    {
        var (url, whole) = await PrepareAsync(picture);
        var tomorrow = DateTimeOffset.UtcNow.AddDays(1).ToString("R");

        var before = await Site.GetAsync(url, ("Accept", Site.ChromeAccept), ("If-Unmodified-Since", tomorrow));
        var since = await Site.GetAsync(url, ("Accept", Site.ChromeAccept), ("If-Unmodified-Since", "Tue, 05 May 2020 12:00:00 GMT"));

        Assert.Equal(200, before.Status);
        Assert.Equal(whole.Body, before.Body);
        Problems.AssertIs(since, 412);
    }

    [Fact]
    public async Task Get_IfNoneMatchThatIsNoTag_IfModifiedSinceIsNotLookedAt()
    {
        var (url, whole) = await PrepareAsync("original");

        var answer = await Site.GetAsync(url, ("If-None-Match", "nonsense"), ("If-Modified-Since", whole["Last-Modified"]!));

        Assert.Equal((200, whole.Body.Length), (answer.Status, answer.Body.Length));
    }

    [Fact]
    public async Task Head_IfNoneMatch_IsNotModified()
    {
        var (url, whole) = await PrepareAsync("hit");

        AssertNotModified(whole, await Site.HeadAsync(url, ("Accept", Site.ChromeAccept), ("If-None-Match", whole["ETag"]!)));
    }

    [Theory]
    [MemberData(nameof(Pictures))]
    public async Task Get_OneRange_IsThatPart(string picture)
    {
        var (url, whole) = await PrepareAsync(picture);
        var length = whole.Body.Length;

        await AssertPartAsync("bytes=0-9", 0, 10);
        await AssertPartAsync("bytes=5-", 5, length - 5);
        await AssertPartAsync("bytes=-7", length - 7, 7);
        await AssertPartAsync($"bytes={length - 1}-{length + 100}", length - 1, 1);

        async Task AssertPartAsync(string range, int offset, int count)
        {
            var part = await Site.GetAsync(url, ("Accept", Site.ChromeAccept), ("Range", range));

            Assert.Equal(206, part.Status);
            Assert.Equal($"bytes {offset}-{offset + count - 1}/{length}", part["Content-Range"]);
            Assert.Equal($"{count}", part["Content-Length"]);
            Assert.Equal(whole.Body[offset..(offset + count)], part.Body);
            Assert.Equal((whole["ETag"], whole["Content-Type"]), (part["ETag"], part["Content-Type"]));
        }
    }

    [Theory]
    [MemberData(nameof(Pictures))]
    public async Task Get_RangeBeyondTheEnd_IsRefusedWithTheLength(string picture)
    {
        var (url, whole) = await PrepareAsync(picture);

        var answer = await Site.GetAsync(url, ("Accept", Site.ChromeAccept), ("Range", $"bytes={whole.Body.Length}-"));

        Assert.Equal((416, $"bytes */{whole.Body.Length}"), (answer.Status, answer["Content-Range"]));
        Problems.AssertIs(answer, 416);
    }

    [Theory]
    [InlineData("bytes=0-4,10-14")]
    [InlineData("bytes=9-0")]
    [InlineData("lines=1-2")]
    public async Task Get_RangeThatIsNotFollowed_IsTheWhole(string range)
    {
        var (url, whole) = await PrepareAsync("hit");

        var answer = await Site.GetAsync(url, ("Accept", Site.ChromeAccept), ("Range", range));

        Assert.Equal(200, answer.Status);
        Assert.Equal(whole.Body, answer.Body);
    }

    [Theory]
    [MemberData(nameof(Pictures))]
    public async Task Get_IfRange_IsThePartOnlyOfTheSame(string picture)
    {
        var (url, whole) = await PrepareAsync(picture);

        var same = await Site.GetAsync(url, ("Accept", Site.ChromeAccept), ("Range", "bytes=0-9"), ("If-Range", whole["ETag"]!));
        var other = await Site.GetAsync(url, ("Accept", Site.ChromeAccept), ("Range", "bytes=0-9"), ("If-Range", Elsewhere));

        Assert.Equal((206, 10), (same.Status, same.Body.Length));
        Assert.Equal((200, whole.Body.Length), (other.Status, other.Body.Length));
        Assert.Equal(
            200, (await Site.GetAsync(url, ("Accept", Site.ChromeAccept), ("Range", "bytes=0-9"), ("If-Range", "nonsense"))).Status);
    }

    [Fact]
    public async Task Get_IfNoneMatchAndRange_TheFirstDecides()
    {
        var (url, whole) = await PrepareAsync("original");

        AssertNotModified(whole, await Site.GetAsync(url, ("Range", "bytes=0-9"), ("If-None-Match", whole["ETag"]!)));
    }

    /// <summary>An address and its whole answer; of what is to be missing, what it will answer:
    /// the same bytes give the same ETag.</summary>
    private async Task<(string Url, Answer Whole)> PrepareAsync(string picture)
    {
        await UploadAsync("photo.jpg", TestImages.Jpeg(64, 48));
        if (picture == "original")
        {
            return (Url("photo.jpg"), await Site.GetAsync(Url("photo.jpg")));
        }

        var whole = await Site.GetWebpAsync(Url("photo.jpg?d=100"));
        await StoredAsync(Blob("100x100/webp/photo.jpg"));
        if (picture == "missing")
        {
            await UploadAsync("again.jpg", TestImages.Jpeg(64, 48));
            return (Url("again.jpg?d=100"), whole);
        }

        return (Url("photo.jpg?d=100"), await Site.GetWebpAsync(Url("photo.jpg?d=100")));
    }

    private static void AssertNotModified(Answer whole, Answer answer)
    {
        Assert.Equal(304, answer.Status);
        Assert.Empty(answer.Body);
        Assert.Equal((whole["ETag"], whole["Cache-Control"], whole["Vary"]), (answer["ETag"], answer["Cache-Control"], answer["Vary"]));
    }
}
