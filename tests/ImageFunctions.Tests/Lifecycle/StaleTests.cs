using ImageFunctions.Tests.Fixtures;
using ImageFunctions.Tests.Http;
using Xunit;

namespace ImageFunctions.Tests.Lifecycle;

public class StaleTests(AzuriteFixture azurite, ProxiedOriginFixture origin) : ProxiedTest(azurite, origin)
{
    private const string Variant = "100x100/webp/photo.jpg";

    [Fact]
    public async Task Get_OriginalReplaced_MakesTheVariantAnewAndReplacesExactlyTheOldOne()
    {
        await UploadAsync("photo.jpg", TestImages.Jpeg(640, 480, seed: 1));
        var before = await Site.GetWebpAsync(Url("photo.jpg?d=100"));
        await StoredAsync(Blob(Variant));
        var oldEtag = await EtagAsync(Blob(Variant));

        var replaced = await UploadAsync("photo.jpg", TestImages.Jpeg(640, 480, seed: 2));
        var after = await Site.GetWebpAsync(Url("photo.jpg?d=100"));

        Assert.Equal("ImageFunctions; fwd=stale; stored", after["Cache-Status"]);
        Assert.NotEqual(before.Body, after.Body);
        Assert.NotEqual(before["ETag"], after["ETag"]);
        await UntilChangedAsync(oldEtag);
        Assert.Equal(after.Body, (await Blob(Variant).DownloadContentAsync(Cancellation)).Value.Content.ToArray());
        Assert.Equal(await EtagAsync(replaced), (await StoredAsync(Blob(Variant))).Metadata["sourceetag"]);
        Assert.Equal([(null, "*"), (oldEtag, null)], PutConditions());
        Assert.Equal("ImageFunctions; hit", (await Site.GetWebpAsync(Url("photo.jpg?d=100")))["Cache-Status"]);
    }

    [Fact]
    public async Task Get_RecipeChanged_MakesTheVariantAnew()
    {
        await UploadAsync("photo.jpg", TestImages.Jpeg(640, 480));
        var before = await Site.GetWebpAsync(Url("photo.jpg?d=100"));
        var recipe = (await StoredAsync(Blob(Variant))).Metadata["recipe"];
        var oldEtag = await EtagAsync(Blob(Variant));

        await using var other = await RunningOrigin.StartAsync(Azurite.ConnectionString, ("Images__WebpQuality", "20"));
        var after = await other.Site.GetWebpAsync(Url("photo.jpg?d=100"));

        Assert.StartsWith("ImageFunctions; fwd=stale", after["Cache-Status"], StringComparison.Ordinal);
        Assert.True(after.Body.Length < before.Body.Length);
        await UntilChangedAsync(oldEtag);
        Assert.NotEqual(recipe, (await StoredAsync(Blob(Variant))).Metadata["recipe"]);
        Assert.Equal("ImageFunctions; hit", (await other.Site.GetWebpAsync(Url("photo.jpg?d=100")))["Cache-Status"]);
    }

    [Fact]
    public async Task Get_OriginalGone_ItsVariantIsToo()
    {
        await UploadAsync("photo.jpg", TestImages.Jpeg(64, 48));
        await Site.GetWebpAsync(Url("photo.jpg?d=100"));
        await StoredAsync(Blob(Variant));

        await Blob("photo.jpg").DeleteAsync(cancellationToken: Cancellation);

        Problems.AssertIs(await Site.GetWebpAsync(Url("photo.jpg?d=100")), 404);
    }

    [Fact]
    public async Task Get_OriginalGoneAfterItWasLookedAt_IsNotFound()
    {
        await UploadAsync("photo.jpg", TestImages.Jpeg(64, 48));
        var reading = HoldNext("GET", "photo.jpg");
        var viewer = Site.GetWebpAsync(Url("photo.jpg?d=100"));
        await reading.Arrived;

        await Blob("photo.jpg").DeleteAsync(cancellationToken: Cancellation);
        reading.Release();

        Problems.AssertIs(await viewer, 404);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Get_OriginalGoneOrReplacedBeforeTheStore_TheVariantIsTakenBack(bool replaced)
    {
        await UploadAsync("photo.jpg", TestImages.Jpeg(64, 48, seed: 1));
        var storing = HoldNext("PUT", Variant);
        var made = await Site.GetWebpAsync(Url("photo.jpg?d=100"));
        await storing.Arrived;

        await (replaced
            ? (Task)UploadAsync("photo.jpg", TestImages.Jpeg(64, 48, seed: 2))
            : Blob("photo.jpg").DeleteAsync(cancellationToken: Cancellation));
        storing.Release();

        Assert.Equal(200, made.Status); // whoever asked before the change has the picture of then
        await Patience.UntilAsync(() => Count("DELETE", Variant) == 1);
        await Patience.UntilAsync(async () => !await Blob(Variant).ExistsAsync(Cancellation));
    }

    [Fact]
    public async Task Get_SourcesNotVerified_ServesWhatIsStoredWithoutAskingForTheOriginal()
    {
        await using var trusting = await RunningOrigin.StartAsync(Proxy.ConnectionString, ("Images__VerifySource", "false"));
        await UploadAsync("photo.jpg", TestImages.Jpeg(64, 48));
        await trusting.Site.GetWebpAsync(Url("photo.jpg?d=100"));
        await StoredAsync(Blob(Variant));
        await Patience.UntilAsync(() => Count("HEAD", "photo.jpg") == 1); // after the store, which no viewer waits for

        await Blob("photo.jpg").DeleteAsync(cancellationToken: Cancellation);
        var hit = await trusting.Site.GetWebpAsync(Url("photo.jpg?d=100"));

        Assert.Equal("ImageFunctions; hit", hit["Cache-Status"]);
        Assert.Equal((1, 1), (Count("HEAD", "photo.jpg"), Count("GET", "photo.jpg")));
        Problems.AssertIs(await trusting.Site.GetWebpAsync(Url($"{Variant}?d=100")), 404); // a variant is no source
        Problems.AssertIs(await trusting.Site.GetWebpAsync(Url("photo.jpg?d=200")), 404);
    }

    private Task UntilChangedAsync(string oldEtag) => Patience.UntilAsync(async () => await EtagAsync(Blob(Variant)) != oldEtag);

    private IEnumerable<(string? IfMatch, string? IfNoneMatch)> PutConditions() =>
        Proxy.Calls.Where(call => call.Is("PUT", $"{Folder}/{Variant}")).Select(call => (call.IfMatch?.Trim('"'), call.IfNoneMatch));
}
