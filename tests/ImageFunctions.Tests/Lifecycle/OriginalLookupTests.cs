using ImageFunctions.Tests.Fixtures;
using Xunit;

namespace ImageFunctions.Tests.Lifecycle;

public class OriginalLookupTests(AzuriteFixture azurite, OriginFixture origin) : OriginTest(azurite, origin)
{
    [Fact]
    public async Task Get_SameOriginalAtTheSameMoment_AsksStorageOnceAndLaterAnew()
    {
        await using var storage = await StorageProxy.StartAsync(Azurite);
        await using var own = await RunningOrigin.StartAsync(storage.ConnectionString);
        var original = await UploadAsync("photo.jpg", TestImages.Jpeg(320, 240));
        await own.Site.GetWebpAsync(Url("photo.jpg?d=100"));
        await StoredAsync(Blob("100x100/webp/photo.jpg"));
        var before = storage.Count("HEAD", "/photo.jpg");

        var held = storage.HoldNext("HEAD", $"{Folder}/photo.jpg");
        var first = own.Site.GetWebpAsync(Url("photo.jpg?d=100"));
        await held.Arrived;
        var second = own.Site.GetWebpAsync(Url("photo.jpg?d=100"));
        await Patience.UntilAsync(() => Task.FromResult(storage.Count("GET", "100x100/webp/photo.jpg") >= 3));
        held.Release();

        Assert.Equal("ImageFunctions; hit", (await first)["Cache-Status"]);
        Assert.Equal("ImageFunctions; hit", (await second)["Cache-Status"]);
        Assert.Equal(before + 1, storage.Count("HEAD", "/photo.jpg"));

        await original.UploadAsync(BinaryData.FromBytes(TestImages.Jpeg(320, 240, seed: 2)), overwrite: true, Cancellation);
        Assert.StartsWith("ImageFunctions; fwd=stale", (await own.Site.GetWebpAsync(Url("photo.jpg?d=100")))["Cache-Status"]);
    }
}
