using System.Text;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using ImageFunctions.Tests.Fixtures;
using Xunit;

namespace ImageFunctions.Tests.Lifecycle;

/// <summary>A blob that is not ours at a variant's path stays, whatever happens (contract, section 5).</summary>
public class OccupiedPathTests(AzuriteFixture azurite, ProxiedOriginFixture origin) : ProxiedTest(azurite, origin)
{
    private const string Variant = "100x100/webp/photo.jpg";
    private static readonly byte[] Foreign = Encoding.UTF8.GetBytes("somebody else's");

    [Fact]
    public async Task Get_ForeignBlobAtTheVariantsPath_ServesThePictureAndLeavesTheBlob()
    {
        await UploadAsync("photo.jpg", TestImages.Jpeg(640, 480));
        await UploadAsync(Variant, Foreign);

        var answer = await Site.GetWebpAsync(Url("photo.jpg?d=100"));

        Assert.Equal((200, "ImageFunctions; fwd=miss"), (answer.Status, answer["Cache-Status"]));
        Assert.Equal(100, TestImages.Read(answer.Body).Width);
        Assert.Equal(0, Count("PUT", Variant));
        await AssertForeignAsync();
    }

    [Fact]
    public async Task Get_ForeignBlobAtTheVariantsPath_IsNotReasonToMakeThePictureForEveryViewer()
    {
        await UploadAsync("photo.jpg", TestImages.Jpeg(640, 480, seed: 1));
        await UploadAsync(Variant, Foreign);
        var first = await Site.GetWebpAsync(Url("photo.jpg?d=100"));

        var second = await Site.GetWebpAsync(Url("photo.jpg?d=100"));
        var reads = Count("GET", "photo.jpg");
        await UploadAsync("photo.jpg", TestImages.Jpeg(640, 480, seed: 2));
        var replaced = await Site.GetWebpAsync(Url("photo.jpg?d=100"));
        await Blob(Variant).DeleteAsync(cancellationToken: Cancellation);
        var free = await Site.GetWebpAsync(Url("photo.jpg?d=100"));

        Assert.Equal(("ImageFunctions; fwd=miss; collapsed", 1), (second["Cache-Status"], reads));
        Assert.Equal(first.Body, second.Body);
        Assert.NotEqual(first.Body, replaced.Body);
        Assert.Equal("ImageFunctions; fwd=miss; stored", free["Cache-Status"]);
        await StoredAsync(Blob(Variant));
    }

    [Fact]
    public async Task Get_CopyOfAVariant_IsNotReplaced()
    {
        await UploadAsync("photo.jpg", TestImages.Jpeg(640, 480, seed: 1));
        await Site.GetWebpAsync(Url("photo.jpg?d=100"));
        var ours = await StoredAsync(Blob(Variant));
        await UploadAsync("copy.jpg", TestImages.Jpeg(640, 480, seed: 2));
        var copy = Blob("100x100/webp/copy.jpg");
        await copy.UploadAsync(BinaryData.FromBytes(Foreign), new BlobUploadOptions { Metadata = ours.Metadata }, Cancellation);

        var answer = await Site.GetWebpAsync(Url("copy.jpg?d=100"));
        var direct = await Site.GetWebpAsync(Url("100x100/webp/copy.jpg"));

        Assert.Equal("ImageFunctions; fwd=miss", answer["Cache-Status"]);
        Assert.Equal(Foreign, direct.Body);
        Assert.Equal(0, Count("PUT", "100x100/webp/copy.jpg"));
    }

    [Fact]
    public async Task Get_StaleVariantThatIsLeased_IsMadeOnceAndNotClaimedToBeStored()
    {
        await using var fresh = await RunningOrigin.StartAsync(Proxy.ConnectionString);
        await UploadAsync("photo.jpg", TestImages.Jpeg(640, 480, seed: 1));
        await fresh.Site.GetWebpAsync(Url("photo.jpg?d=100"));
        await StoredAsync(Blob(Variant));
        await Blob(Variant).GetBlobLeaseClient().AcquireAsync(BlobLeaseClient.InfiniteLeaseDuration, cancellationToken: Cancellation);
        await UploadAsync("photo.jpg", TestImages.Jpeg(640, 480, seed: 2));
        var reads = Count("GET", "photo.jpg");

        var first = await fresh.Site.GetWebpAsync(Url("photo.jpg?d=100"));
        await fresh.WaitForLogAsync("VariantWriter[300]");
        var second = await fresh.Site.GetWebpAsync(Url("photo.jpg?d=100"));

        Assert.StartsWith("ImageFunctions; fwd=stale", first["Cache-Status"], StringComparison.Ordinal);
        Assert.Equal("ImageFunctions; fwd=stale; collapsed", second["Cache-Status"]);
        Assert.Equal(first.Body, second.Body);
        Assert.Equal(1, Count("GET", "photo.jpg") - reads);
    }

    [Fact]
    public async Task Get_ForeignBlobComesBeforeTheStore_IsNotReplaced()
    {
        await UploadAsync("photo.jpg", TestImages.Jpeg(640, 480));
        var storing = HoldNext("PUT", Variant);
        var answer = await Site.GetWebpAsync(Url("photo.jpg?d=100"));
        await storing.Arrived;

        await UploadAsync(Variant, Foreign);
        storing.Release();

        Assert.Equal(200, answer.Status);
        await UntilStoreIsOverAsync();
        await AssertForeignAsync();
    }

    [Fact]
    public async Task Get_ForeignBlobReplacesTheStaleVariant_IsNotReplaced()
    {
        await UploadAsync("photo.jpg", TestImages.Jpeg(640, 480, seed: 1));
        await Site.GetWebpAsync(Url("photo.jpg?d=100"));
        await StoredAsync(Blob(Variant));
        await UploadAsync("photo.jpg", TestImages.Jpeg(640, 480, seed: 2));
        var storing = HoldNext("PUT", Variant);
        var answer = await Site.GetWebpAsync(Url("photo.jpg?d=100"));
        await storing.Arrived;

        await UploadAsync(Variant, Foreign);
        storing.Release();

        Assert.Equal(200, answer.Status);
        await UntilStoreIsOverAsync();
        await AssertForeignAsync();
    }

    // Afterwards the path is found to be occupied.
    private Task UntilStoreIsOverAsync() => Patience.UntilAsync(
        async () => !(await Site.GetWebpAsync(Url("photo.jpg?d=100")))["Cache-Status"]!.Contains("stored", StringComparison.Ordinal));

    private async Task AssertForeignAsync()
    {
        var stored = (await Blob(Variant).DownloadContentAsync(Cancellation)).Value;
        Assert.Equal(Foreign, stored.Content.ToArray());
        Assert.Empty(stored.Details.Metadata);
    }
}
