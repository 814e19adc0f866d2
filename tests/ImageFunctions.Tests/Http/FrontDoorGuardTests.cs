using ImageFunctions.Tests.Fixtures;
using Xunit;

namespace ImageFunctions.Tests.Http;

public class FrontDoorGuardTests(AzuriteFixture azurite, OriginFixture origin) : OriginTest(azurite, origin)
{
    private const string Id = "6f8b1ce2-33a5-4a0f-9c1d-4a4c2f0d7e11";
    private const string Header = "X-Azure-FDID";

    [Fact]
    public async Task Get_IdIsSet_OnlyItsFrontDoorGetsPictures()
    {
        await using var guarded = await RunningOrigin.StartAsync(Azurite.ConnectionString, ("FrontDoor__Id", Id));
        await UploadAsync("photo.jpg", TestImages.Jpeg(64, 48));
        var url = Url("photo.jpg?d=100");

        Assert.Equal(200, (await guarded.Site.GetAsync(url, (Header, Id))).Status);
        Assert.Equal(200, (await guarded.Site.GetAsync(url, (Header, Id.ToUpperInvariant()))).Status);
        Problems.AssertIs(await guarded.Site.GetAsync(url), 403);
        Problems.AssertIs(await guarded.Site.GetAsync(url, (Header, "00000000-0000-0000-0000-000000000000")), 403);
        Problems.AssertIs(await guarded.Site.GetAsync(url, (Header, "")), 403);
        Problems.AssertIs(await guarded.Site.GetAsync(url, (Header, Id), (Header, Id)), 403);
        Problems.AssertIs(await guarded.Site.GetAsync("/nocontainer/x"), 403);

        // The host and the probes ask from elsewhere.
        Assert.Equal(200, (await guarded.Site.GetAsync("/")).Status);
        Assert.Equal(200, (await guarded.Site.GetAsync("/healthz")).Status);
        Problems.AssertIs(await guarded.Site.GetAsync("/healthz/x"), 403);
    }

    [Fact]
    public async Task Get_NoIdIsSet_NobodyIsAsked()
    {
        await UploadAsync("photo.jpg", TestImages.Jpeg(64, 48));

        Assert.Equal(200, (await Site.GetAsync(Url("photo.jpg"), (Header, "anything"))).Status);
    }
}
