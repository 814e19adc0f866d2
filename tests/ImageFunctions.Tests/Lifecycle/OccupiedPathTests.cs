using System.Text;
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

    // While the store is under way, its result is handed to whoever comes; afterwards the path is looked at anew.
    private Task UntilStoreIsOverAsync() =>
        Patience.UntilAsync(async () => (await Site.GetWebpAsync(Url("photo.jpg?d=100")))["Cache-Status"] == "ImageFunctions; fwd=miss");

    private async Task AssertForeignAsync()
    {
        var stored = (await Blob(Variant).DownloadContentAsync(Cancellation)).Value;
        Assert.Equal(Foreign, stored.Content.ToArray());
        Assert.Empty(stored.Details.Metadata);
    }
}
