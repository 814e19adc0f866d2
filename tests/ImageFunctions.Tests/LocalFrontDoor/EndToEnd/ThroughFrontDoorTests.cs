using System.Net;
using Bench.Torture.Hostile;
using ImageFunctions.Tests.Fixtures;
using LocalFrontDoor.Samples;
using Xunit;

namespace ImageFunctions.Tests.LocalFrontDoor.EndToEnd;

/// <summary>Real storage, real origin, real rule file (issue 3, point 5).</summary>
[Collection(FrontDoorCollection.Name)]
public class ThroughFrontDoorTests(FrontDoorFixture door)
{
    private const string Chrome = "Accept: image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8";
    private const string Older = "Accept: image/png,image/svg+xml,image/*;q=0.8,*/*;q=0.5";

    private static readonly string[] Dimensions = ["?d=100x100", "?d=200x200"];
    private static readonly Tint Red = new(200, 30, 30), Blue = new(30, 30, 200);

    [Theory]
    [InlineData("webp-first.jpg", Chrome, Older)]
    [InlineData("jpeg-first.jpg", Older, Chrome)]
    public async Task Get_TwoKindsOfViewersInEitherOrder_EachGetsItsFormat(string name, string first, string second)
    {
        var path = await door.PutAsync(name, Red);

        foreach (var viewer in new[] { first, second, first, second })
        {
            using var answer = await door.Edge.GetAsync($"{path}?d=105x100", viewer);

            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal(viewer == Chrome ? "image/webp" : "image/jpeg", answer.Content.Headers.ContentType?.MediaType);
            var magic = (await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken))[..4];
            Assert.Equal(viewer == Chrome ? "RIFF"u8.ToArray() : [0xFF, 0xD8, 0xFF, magic[3]], magic);
        }
    }

    [Fact]
    public async Task Get_SameDimensionWithOtherParameters_SharesOneEntry()
    {
        var path = await door.PutAsync("shared.jpg", Red);

        Assert.Equal("TCP_MISS", await XCacheAsync($"{path}?d=100x100&utm=x"));
        Assert.Equal("TCP_HIT", await XCacheAsync($"{path}?utm=y&d=100x100"));
        Assert.Equal("TCP_HIT", await XCacheAsync($"{path}?d=100x100"));
    }

    [Theory]
    [InlineData("D=100x100")]
    [InlineData("%64=100x100")]
    public async Task Get_ParameterThatOnlyLooksLikeD_DoesNotSpoilTheOriginalsEntry(string query)
    {
        var path = await door.PutAsync($"{Guid.NewGuid()}.jpg", Red);

        await XCacheAsync($"{path}?{query}");
        using var original = await door.Edge.GetAsync(path, Chrome);

        Assert.Equal("image/jpeg", original.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task Get_DimensionsThatSnapAlike_AreTwoEntriesOfOnePicture()
    {
        var path = await door.PutAsync("snapped.jpg", Red);

        using var one = await door.Edge.GetAsync($"{path}?d=105x100", Chrome);
        using var other = await door.Edge.GetAsync($"{path}?d=95x70", Chrome);

        Assert.All([one, other], answer => Assert.Equal("TCP_MISS", Assert.Single(answer.Headers.GetValues("X-Cache"))));
        Assert.Equal("ImageFunctions; hit", Assert.Single(other.Headers.GetValues("Cache-Status")));
        Assert.Equal(one.Headers.ETag, other.Headers.ETag);
    }

    [Fact]
    public async Task Get_NoDimension_IsTheOriginal()
    {
        var path = await door.PutAsync("whole.jpg", Red);

        using var answer = await door.Edge.GetAsync(path, Chrome);

        var stored = await door.Container.GetBlobClient("whole.jpg").DownloadContentAsync(TestContext.Current.CancellationToken);
        Assert.Equal(stored.Value.Content.ToArray(), await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("jpeg behind jpeg")]
    [InlineData("jpeg exif between scans")]
    [InlineData("jpeg jfif thumbnail")]
    public async Task Get_OriginalAlreadyRightWithMetadata_IsThePictureAlone(string name)
    {
        var file = FileWithSecret.All.Single(one => one.Name == name);
        using var content = new MemoryStream(file.File);
        Assert.True(await door.Originals.PutAsync($"{name}.jpg", content, TestContext.Current.CancellationToken));

        using var answer = await door.Edge.GetAsync(
            $"{door.Originals.UrlPath($"{name}.jpg")}?d={FileWithSecret.Side}x{FileWithSecret.Side}", Older);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(file.Plain, await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("missing.jpg?d=100x100", 404)]
    [InlineData("missing.jpg", 404)]
    [InlineData("noextension?d=100x100", 400)]
    public async Task Get_Error_IsNeverStored(string target, int status)
    {
        for (var i = 0; i < 2; i++)
        {
            using var answer = await door.Edge.GetAsync($"/{door.Container.Name}/{target}", Chrome);

            Assert.Equal(status, (int)answer.StatusCode);
            Assert.Equal("PRIVATE_NOSTORE", Assert.Single(answer.Headers.GetValues("X-Cache")));
        }
    }

    [Fact]
    public async Task Get_ErrorThenUploaded_IsThere()
    {
        var target = $"/{door.Container.Name}/late.jpg?d=100x100";
        using var missing = await door.Edge.GetAsync(target, Chrome);

        await door.PutAsync("late.jpg", Red);
        using var there = await door.Edge.GetAsync(target, Chrome);

        Assert.Equal([404, 200], [(int)missing.StatusCode, (int)there.StatusCode]);
    }

    [Fact]
    public async Task Purge_ReplacedOriginal_BringsTheNewPicture()
    {
        var path = await door.PutAsync("replaced.jpg", Red);
        using var red = await door.Edge.GetAsync($"{path}?d=100x100", Chrome);
        await door.PutAsync("replaced.jpg", Blue);

        using var stale = await door.Edge.GetAsync($"{path}?d=100x100", Chrome);
        using var purge = await door.Edge.SendAsync(HttpMethod.Post, $"/.local/purge?path={path.ToUpperInvariant()}");
        using var blue = await door.Edge.GetAsync($"{path}?d=100x100", Chrome);

        Assert.Equal(red.Headers.ETag, stale.Headers.ETag);
        Assert.Equal("{\"purged\":1}", await purge.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.NotEqual(red.Headers.ETag, blue.Headers.ETag);
        Assert.Equal("ImageFunctions; fwd=stale; stored", Assert.Single(blue.Headers.GetValues("Cache-Status")));
    }

    [Fact]
    public async Task Get_ThousandRequestsOverFewUrls_ReachTheOriginOncePerKey()
    {
        var paths = new List<string>();
        foreach (var name in Enumerable.Range(1, 4).Select(i => $"few-{i}.jpg"))
        {
            var path = await door.PutAsync(name, Blue);
            paths.AddRange(Dimensions.Select(dimension => path + dimension));
        }

        // One after the other first: Front Door does not promise to coalesce misses in flight.
        var before = door.Edge.Forwarded;
        foreach (var target in paths)
        {
            Assert.Equal("TCP_MISS", await XCacheAsync(target));
        }

        await Parallel.ForAsync(0, 1_000 - paths.Count, TestContext.Current.CancellationToken, async (i, _) =>
            Assert.Equal("TCP_HIT", await XCacheAsync($"{paths[i % paths.Count]}&utm={i}")));
        Assert.Equal(paths.Count, door.Edge.Forwarded - before);
    }

    [Fact]
    public async Task Get_OriginDirectly_IsForbiddenWithoutTheRightId()
    {
        var path = await door.PutAsync("guarded.jpg", Red);
        using var direct = new HttpClient { BaseAddress = door.Origin.Address };

        using var nameless = await direct.GetAsync(path, TestContext.Current.CancellationToken);
        direct.DefaultRequestHeaders.Add("X-Azure-FDID", Guid.NewGuid().ToString());
        using var other = await direct.GetAsync(path, TestContext.Current.CancellationToken);
        using var through = await door.Edge.GetAsync(path, $"X-Azure-FDID: {Guid.NewGuid()}");

        Assert.Equal([403, 403, 200], [(int)nameless.StatusCode, (int)other.StatusCode, (int)through.StatusCode]);
    }

    [Theory]
    [InlineData("/{0}//spelt.jpg")]
    [InlineData("/{0}/spelt.jpg/")]
    [InlineData("/{0}%2Fspelt.jpg")]
    [InlineData("/{0}%252Fspelt.jpg")]
    [InlineData("/{0}/%2Fspelt.jpg")]
    [InlineData("/{0}/%252Fspelt.jpg")]
    [InlineData("/{0}/spelt.jpg%2F")]
    public async Task Get_AnotherSpelling_IsNeitherServedNorStored(string target)
    {
        await door.PutAsync("spelt.jpg", Red);

        foreach (var query in new[] { "", "?d=100x100", "", "?d=100x100" })
        {
            using var answer = await door.Edge.GetAsync(string.Format(null, target, door.Container.Name) + query, Chrome);

            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
            Assert.Equal("PRIVATE_NOSTORE", Assert.Single(answer.Headers.GetValues("X-Cache")));
        }
    }

    [Theory]
    [InlineData("webp", "image/webp")]
    [InlineData("jpg", "image/jpeg")]
    public async Task Get_VariantsOwnPath_IsOneEntryForEveryViewer(string format, string contentType)
    {
        await door.PutAsync($"own-{format}.jpg", Red);
        string[] viewers = [Older, Chrome, "Accept: */*"];
        foreach (var (i, viewer) in viewers.Index())
        {
            using var answer = await door.Edge.GetAsync($"/{door.Container.Name}/100x100/{format}/own-{format}.jpg", viewer);

            Assert.Equal((HttpStatusCode.OK, contentType), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
            Assert.Equal(i == 0 ? "TCP_MISS" : "TCP_HIT", Assert.Single(answer.Headers.GetValues("X-Cache")));
        }
    }

    [Fact]
    public async Task Get_InfoOfAnOriginal_IsOneEntryForEveryViewer()
    {
        var path = await door.PutAsync("asked-about.jpg", Red);
        string[] viewers = [Older, Chrome, "Accept: */*"];
        foreach (var (i, viewer) in viewers.Index())
        {
            using var answer = await door.Edge.GetAsync($"/info{path}", viewer);

            Assert.Equal((HttpStatusCode.OK, "application/json"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
            Assert.Equal(i == 0 ? "TCP_MISS" : "TCP_HIT", Assert.Single(answer.Headers.GetValues("X-Cache")));
        }
    }

    private async Task<string> XCacheAsync(string target)
    {
        using var answer = await door.Edge.GetAsync(target, Chrome);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return Assert.Single(answer.Headers.GetValues("X-Cache"));
    }
}
