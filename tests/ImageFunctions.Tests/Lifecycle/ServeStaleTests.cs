using ImageFunctions.Tests.Fixtures;
using ImageFunctions.Tests.Http;
using Xunit;

namespace ImageFunctions.Tests.Lifecycle;

/// <summary>An outdated variant whose new one cannot be made now: storage does not send the original in time.</summary>
public class ServeStaleTests(AzuriteFixture azurite, ProxiedOriginFixture origin) : ProxiedTest(azurite, origin)
{
    [Fact]
    public async Task Get_RemakeFails_IsAnErrorAndNotTheOldPicture() =>
        Problems.AssertIs((await ReplacedAndHeldUpAsync("false")).Answer, 504);

    [Fact]
    public async Task Get_RemakeFailsAndStaleIsWanted_IsTheOldPictureForAMoment()
    {
        var (old, answer) = await ReplacedAndHeldUpAsync("true");

        Assert.Equal(200, answer.Status);
        Assert.Equal(old.Body, answer.Body);
        Assert.Equal("public, max-age=10", answer["Cache-Control"]);
        Assert.Equal("ImageFunctions; hit; detail=stale-on-error", answer["Cache-Status"]);
    }

    private async Task<(Answer Old, Answer Answer)> ReplacedAndHeldUpAsync(string serveStale)
    {
        await using var hasty = await RunningOrigin.StartAsync(
            Proxy.ConnectionString, ("Images__ServeStaleOnError", serveStale), ("Images__Timeout", "00:00:01"));
        await UploadAsync("photo.jpg", TestImages.Jpeg(64, 48, seed: 1));
        Answer old;

        // By a patient one, for a second may be too short on a busy machine. It ends here, or it could look at the original only when that
        // is replaced, and take the variant back.
        await using (var patient = await RunningOrigin.StartAsync(Proxy.ConnectionString))
        {
            old = await patient.Site.GetWebpAsync(Url("photo.jpg?d=100"));
            await StoredAsync(Blob("100x100/webp/photo.jpg"));
        }

        await UploadAsync("photo.jpg", TestImages.Jpeg(64, 48, seed: 2));

        var reading = HoldNext("GET", "photo.jpg");
        var answer = hasty.Site.GetWebpAsync(Url("photo.jpg?d=100"));
        await reading.Arrived;
        return (old, await answer);
    }
}
