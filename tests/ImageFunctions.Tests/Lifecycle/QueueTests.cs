using ImageFunctions.Tests.Fixtures;
using ImageFunctions.Tests.Http;
using Xunit;

namespace ImageFunctions.Tests.Lifecycle;

public class QueueTests(AzuriteFixture azurite, ProxiedOriginFixture origin) : ProxiedTest(azurite, origin)
{
    [Fact]
    public async Task Get_QueueFull_IsRefusedForAWhileButHitsAreServed()
    {
        await using var small = await RunningOrigin.StartAsync(
            Proxy.ConnectionString, ("Images__MaxConcurrency", "1"), ("Images__MaxQueue", "0"));
        foreach (var name in new[] { "hit.jpg", "a.jpg", "b.jpg", "c.jpg" })
        {
            await UploadAsync(name, TestImages.Jpeg(64, 48));
        }

        await small.Site.GetWebpAsync(Url("hit.jpg?d=100"));
        await StoredAsync(Blob("100x100/webp/hit.jpg"));

        // One is decoded, and one more may be read meanwhile.
        var (readingA, readingB) = (HoldNext("GET", "a.jpg"), HoldNext("GET", "b.jpg"));
        var (a, b) = (small.Site.GetWebpAsync(Url("a.jpg?d=100")), small.Site.GetWebpAsync(Url("b.jpg?d=100")));
        await Task.WhenAll(readingA.Arrived, readingB.Arrived);
        var refused = await small.Site.GetWebpAsync(Url("c.jpg?d=100"));
        var hit = await small.Site.GetWebpAsync(Url("hit.jpg?d=100"));
        var original = await small.Site.GetWebpAsync(Url("c.jpg"));
        readingA.Release();
        readingB.Release();

        Problems.AssertIs(refused, 503);
        Assert.Equal("5", refused["Retry-After"]);
        Assert.Equal(0, Count("PUT", "100x100/webp/c.jpg"));
        Assert.Equal(("ImageFunctions; hit", 200), (hit["Cache-Status"], original.Status));
        Assert.Equal([200, 200], (await Task.WhenAll(a, b)).Select(answer => answer.Status));

        // A place is free a moment after its answer was sent.
        await Patience.UntilAsync(async () => (await small.Site.GetWebpAsync(Url("c.jpg?d=100"))).Status == 200);
    }

    [Fact]
    public async Task Get_LongerThanTheTimeout_IsGivenUp()
    {
        await using var hurried = await RunningOrigin.StartAsync(Proxy.ConnectionString, ("Images__Timeout", "00:00:01"));
        await UploadAsync("photo.jpg", TestImages.Jpeg(64, 48));
        var reading = HoldNext("GET", "photo.jpg");

        var answer = await hurried.Site.GetWebpAsync(Url("photo.jpg?d=100"));

        Problems.AssertIs(answer, 504);
        await reading.Abandoned;

        // A loaded machine may need more than the second once more; what matters is that nothing stays behind.
        await Patience.UntilAsync(async () => (await hurried.Site.GetWebpAsync(Url("photo.jpg?d=100"))).Status == 200);
    }
}
