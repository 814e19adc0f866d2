using System.Net;
using Azure.Storage.Blobs.Specialized;
using ImageFunctions.Tests.Fixtures;
using Xunit;

namespace ImageFunctions.Tests.Events;

/// <summary>Replaced and deleted pictures, through the local Front Door, with events as the host posts them (issue 6).</summary>
public class OriginalChangedTests(AzuriteFixture azurite)
{
    private const string Deleted = "Microsoft.Storage.BlobDeleted";

    private static readonly string[] Sizes = ["100x100", "200x200", "300x300", "400x400"];
    private static readonly string[] Formats = ["jpg", "webp"];
    private static readonly string[] OwnFormats = ["avif", "webp", "jpg"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Post_OriginalReplaced_NextViewerGetsTheNewPictureAndNoOtherBlobIsTouched()
    {
        await using var site = await FreshSite.StartAsync(azurite);
        await site.PutAsync("a/cat.jpg", seed: 1);
        await site.PutAsync("a/dog.jpg", seed: 2);
        var old = await site.GetAsync("a/cat.jpg", "a/100x100/webp/cat.jpg");
        await site.GetAsync("a/dog.jpg", "a/100x100/webp/dog.jpg");
        await site.Container.UploadBlobAsync("a/100x100/jpg/cat.jpg", BinaryData.FromString("not ours"), Cancellation);
        var replaced = await site.PutAsync("a/cat.jpg", seed: 3);
        var before = await site.BlobsAsync();
        var stillOld = await site.GetAsync("a/cat.jpg", "a/100x100/webp/cat.jpg");

        Assert.Equal(HttpStatusCode.OK, await site.PostAsync(HostEvent.EventGrid(site.Container.Name, "a/cat.jpg")));

        var after = await site.BlobsAsync();
        var fresh = await site.GetAsync("a/cat.jpg", "a/100x100/webp/cat.jpg");
        Assert.Equal("TCP_HIT", stillOld.Edge); // what would go on for a year without the purge
        Assert.Equal(old.Body, stillOld.Body);
        Assert.Equal("TCP_MISS", fresh.Edge);
        Assert.NotEqual(old.Body, fresh.Body);
        Assert.Equal(replaced, (await site.BlobsAsync())["a/100x100/webp/cat.jpg"].SourceEtag);
        Assert.Equal(before.Keys.Except(after.Keys), ["a/100x100/webp/cat.jpg"]);
        Assert.All(after, blob => Assert.Equal(before[blob.Key], blob.Value));
        var purge = Assert.Single(site.Arm.Calls);
        Assert.Equal($"POST {ArmStandIn.EndpointId}/purge?api-version=2025-04-15", purge.Target);
        Assert.Equal(site.Path("a/cat.jpg"), purge.Paths[0]);
        var variants = Sizes.SelectMany(size => Formats.Select(format => site.Path($"a/{size}/{format}/cat.jpg")));
        Assert.Equal(variants.Append($"/info{site.Path("a/cat.jpg")}").Order(), purge.Paths.Skip(1).Order());
        Assert.False(purge.HasToken, "A token must not travel in the clear.");
    }

    [Fact]
    public async Task Post_SeveralHostsServe_EveryOneForgets()
    {
        string[] hosts = ["pictures-abc.z01.azurefd.net", "img.example.com"];
        await using var site = await FreshSite.StartAsync(azurite, ("FrontDoor__Domains", string.Join(',', hosts)));
        await site.PutAsync("cat.jpg", seed: 1);
        foreach (var host in hosts)
        {
            using var first = await site.Edge.GetAsync($"{site.Path("cat.jpg")}?d=100x100", FreshSite.Chrome, $"Host: {host}");
        }

        Assert.Equal(HttpStatusCode.OK, await site.PostAsync(HostEvent.EventGrid(site.Container.Name, "cat.jpg")));

        foreach (var host in hosts)
        {
            using var again = await site.Edge.GetAsync($"{site.Path("cat.jpg")}?d=100x100", FreshSite.Chrome, $"Host: {host}");
            Assert.Equal("TCP_MISS", again.Headers.GetValues("X-Cache").Single());
        }
    }

    [Fact]
    public async Task Post_OriginalDeleted_DropsItsVariantsAndTheEdgeForgetsThem()
    {
        await using var site = await FreshSite.StartAsync(azurite);
        await site.PutAsync("cat.jpg", seed: 1);
        await site.GetAsync("cat.jpg", "100x100/webp/cat.jpg");
        await site.Container.DeleteBlobAsync("cat.jpg", cancellationToken: Cancellation);

        await site.PostAsync(HostEvent.EventGrid(site.Container.Name, "cat.jpg", Deleted));

        Assert.Empty(await site.BlobsAsync());
        using var gone = await site.Edge.GetAsync($"{site.Path("cat.jpg")}?d=100x100", FreshSite.Chrome);
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
    }

    [Fact]
    public async Task Post_LateAndRepeatedEvents_LeaveWhatIsFresh()
    {
        await using var site = await FreshSite.StartAsync(azurite);
        await site.PutAsync("cat.jpg", seed: 1);
        await site.GetAsync("cat.jpg", "100x100/webp/cat.jpg");
        var before = await site.BlobsAsync();

        // Deleted and uploaded again: the news of the deletion comes last, and twice.
        var statuses = await Task.WhenAll(
            site.PostAsync(HostEvent.CloudEvent(site.Container.Name, "cat.jpg")),
            site.PostAsync(HostEvent.EventGrid(site.Container.Name, "cat.jpg", Deleted)),
            site.PostAsync(HostEvent.EventGrid(site.Container.Name, "cat.jpg", Deleted)));

        Assert.All(statuses, status => Assert.Equal(HttpStatusCode.OK, status));
        Assert.Equal(before, await site.BlobsAsync());
        Assert.Contains(site.Path("cat.jpg"), site.Arm.Paths);
    }

    [Theory]
    [InlineData("Microsoft.Storage.BlobCreated")]
    [InlineData(Deleted)]
    public async Task Post_EventAboutOurOwnVariant_DoesNothing(string type)
    {
        await using var site = await FreshSite.StartAsync(azurite);
        await site.PutAsync("cat.jpg", seed: 1);
        await site.GetAsync("cat.jpg", "100x100/webp/cat.jpg");
        var variant = "100x100/webp/cat.jpg";
        if (type == Deleted)
        {
            await site.Container.DeleteBlobAsync(variant, cancellationToken: Cancellation);
        }

        var before = await site.BlobsAsync();

        Assert.Equal(HttpStatusCode.OK, await site.PostAsync(HostEvent.EventGrid(site.Container.Name, variant, type)));

        Assert.Equal(before, await site.BlobsAsync());
        Assert.Equal(type == Deleted ? [site.Path(variant)] : [], site.Arm.Paths); // what is gone may have been a user's own
    }

    [Fact]
    public async Task Post_OriginalReplaced_NoVariantIsServedOldByItsOwnPath()
    {
        await using var site = await FreshSite.StartAsync(azurite, ("Images__Formats", "avif,webp"));
        await site.PutAsync("cat.jpg", seed: 1);
        string[] paths = [.. OwnFormats.Select(format => site.Path($"100x100/{format}/cat.jpg"))];
        var old = await Task.WhenAll(paths.Select(path => EtagAsync(site, path)));
        await site.PutAsync("cat.jpg", seed: 2);
        using var renewed = await site.Edge.GetAsync($"{site.Path("cat.jpg")}?d=100", "Accept: */*"); // a viewer comes before the event

        await site.PostAsync(HostEvent.EventGrid(site.Container.Name, "cat.jpg"));

        var now = await Task.WhenAll(paths.Select(path => EtagAsync(site, path)));
        Assert.Empty(old.Intersect(now));
        await site.Container.DeleteBlobAsync("cat.jpg", cancellationToken: Cancellation);
        await site.PostAsync(HostEvent.EventGrid(site.Container.Name, "cat.jpg", Deleted));
        foreach (var path in paths)
        {
            using var gone = await site.Edge.GetAsync(path, FreshSite.Chrome);
            Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        }
    }

    [Fact]
    public async Task Post_LeasedVariant_IsLoggedAndTheRestIsDone()
    {
        await using var site = await FreshSite.StartAsync(azurite);
        await site.PutAsync("cat.jpg", seed: 1);
        await site.GetAsync("cat.jpg", "100x100/webp/cat.jpg");
        var variant = site.Container.GetBlobClient("100x100/webp/cat.jpg");
        await variant.GetBlobLeaseClient().AcquireAsync(BlobLeaseClient.InfiniteLeaseDuration, cancellationToken: Cancellation);
        await site.Container.DeleteBlobAsync("cat.jpg", cancellationToken: Cancellation);

        Assert.Equal(HttpStatusCode.OK, await site.PostAsync(HostEvent.EventGrid(site.Container.Name, "cat.jpg", Deleted)));

        Assert.Contains(site.Log, line => line.Contains("[312]", StringComparison.Ordinal));
        Assert.Contains(site.Path("100x100/webp/cat.jpg"), site.Arm.Paths);
        using var gone = await site.Edge.GetAsync(site.Path("100x100/webp/cat.jpg"), FreshSite.Chrome);
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
    }

    private static async Task<string> EtagAsync(FreshSite site, string path)
    {
        using var answer = await site.Edge.GetAsync(path, FreshSite.Chrome);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return answer.Headers.ETag!.ToString();
    }

    [Fact]
    public async Task Post_OriginalThatIsNamedLikeAVariant_IsPurged()
    {
        await using var site = await FreshSite.StartAsync(azurite);
        await site.PutAsync("100x100/webp/own.jpg", seed: 1);

        await site.PostAsync(HostEvent.EventGrid(site.Container.Name, "100x100/webp/own.jpg"));

        Assert.Contains(site.Path("100x100/webp/own.jpg"), site.Arm.Paths);
    }

    [Fact]
    public async Task Post_ArmThrottles_IsTriedAgainAfterTheTimeItNames()
    {
        await using var site = await FreshSite.StartAsync(azurite);
        await site.PutAsync("cat.jpg", seed: 1);
        site.Arm.RefuseNext(429, retryAfter: 1);

        Assert.Equal(HttpStatusCode.OK, await site.PostAsync(HostEvent.EventGrid(site.Container.Name, "cat.jpg")));

        Assert.Equal(2, site.Arm.Calls.Count);
        Assert.Equal(site.Arm.Calls[0].Paths, site.Arm.Calls[1].Paths);
    }

    [Fact]
    public async Task Post_PurgeIsRefused_IsLoggedAndTheEventSentAgainIsDone()
    {
        await using var site = await FreshSite.StartAsync(azurite);
        await site.PutAsync("cat.jpg", seed: 1);
        site.Arm.RefuseNext(403);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, await site.PostAsync(HostEvent.EventGrid(site.Container.Name, "cat.jpg")));
        Assert.Equal(HttpStatusCode.OK, await site.PostAsync(HostEvent.EventGrid(site.Container.Name, "cat.jpg")));

        Assert.Contains(site.Log, line => line.Contains("[421]", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{"Data":{"event":{"subject":"/blobServices/default/containers/other/blobs/cat.jpg"}}}""")]
    [InlineData("""{"Data":{"event":42},"Metadata":{}}""")]
    public async Task Post_NothingOfOurs_IsDoneAtOnce(string invocation)
    {
        await using var site = await FreshSite.StartAsync(azurite);

        Assert.Equal(HttpStatusCode.OK, await site.PostAsync(invocation));
        Assert.Empty(site.Arm.Calls);
    }

    [Theory]
    [InlineData("")]
    [InlineData("not json")]
    [InlineData("""{"Data":{"event":{"subject":"/blobServices/default/containers/c/blobs/\ud800.jpg"}}}""")]
    [InlineData("""{"Data":{"event":"\udc00"}}""")]
    public async Task Post_NoJsonOrHalfASurrogatePair_Is400(string invocation)
    {
        await using var site = await FreshSite.StartAsync(azurite);

        Assert.Equal(HttpStatusCode.BadRequest, await site.PostAsync(invocation));
        Assert.DoesNotContain(site.Log, line => line.Contains("fail:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Post_BatchOfMany_FollowsUpFourAtOnceAndAllInTheEnd()
    {
        const int most = 4, changes = 60;
        await using var storage = await FaultyStorage.StartAsync(azurite);
        var container = await azurite.NewContainerAsync();
        await using var origin = await RunningOrigin.StartAsync(storage.ConnectionString, ("Images__Containers", container.Name));
        var (arrived, release) = (0, new TaskCompletionSource());
        var hold = Fault.Meanwhile(() =>
        {
            Interlocked.Increment(ref arrived);
            return release.Task;
        });
        string[] names = [.. Enumerable.Range(0, changes).Select(i => $"{i}.jpg")];
        foreach (var name in names)
        {
            storage.Inject("HEAD", $"{container.Name}/{name}", hold);
        }

        var posted = origin.Site.PostAsync("/OriginalChanged", HostEvent.Batch(container.Name, names));
        await Patience.UntilAsync(() => arrived >= most);
        await origin.Site.GetAsync($"/{container.Name}/later.jpg"); // asks storage after all that the batch has asked so far

        Assert.Equal(most, arrived);
        release.SetResult();
        Assert.Equal(200, (await posted.InTime()).Status);
        Assert.Equal(changes, arrived);
    }

    [Fact]
    public async Task Post_ByAViewerThroughFrontDoor_IsRefused()
    {
        await using var site = await FreshSite.StartAsync(azurite);
        await site.PutAsync("cat.jpg", seed: 1);

        using var content = new StringContent(HostEvent.EventGrid(site.Container.Name, "cat.jpg"));
        using var answer = await site.Edge.Client.PostAsync(new Uri("/OriginalChanged", UriKind.Relative), content, Cancellation);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
        Assert.Equal(["GET", "HEAD"], answer.Content.Headers.Allow);
        Assert.True(answer.Headers.CacheControl!.NoStore);
        Assert.Empty(site.Arm.Calls);
    }

    // As the Functions host proxies it, and as an older one forwards it behind App Service.
    [Theory]
    [InlineData("x-ms-invocation-id", "0")]
    [InlineData("X-Forwarded-For", "192.0.2.1")]
    public async Task Post_ByAViewerOfTheApp_IsRefused(string header, string value)
    {
        await using var origin = await RunningOrigin.StartAsync(azurite.ConnectionString);

        var answer = await origin.Site.PostAsync("/OriginalChanged", HostEvent.EventGrid("images", "cat.jpg"), (header, value));

        Http.Problems.AssertIs(answer, 405);
    }
}
