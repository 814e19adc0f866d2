using ImageFunctions.Tests.Fixtures;
using Xunit;

namespace ImageFunctions.Tests.Http;

public class LimitTests(AzuriteFixture azurite, OriginFixture origin) : OriginTest(azurite, origin)
{
    private const int MaxBytes = 100_000;

    [Fact]
    public async Task Get_OverALimit_IsRefusedAndUnderItMade()
    {
        await using var strict = await RunningOrigin.StartAsync(
            Azurite.ConnectionString, ("Images__MaxSourceBytes", $"{MaxBytes}"), ("Images__MaxSourcePixels", "10000"));
        await UploadAsync("allowed.jpg", TestImages.Jpeg(100, 100));
        await UploadAsync("bytes.jpg", [.. TestImages.Jpeg(100, 100), .. new byte[MaxBytes]]);
        await UploadAsync("pixels.jpg", TestImages.Jpeg(101, 100));
        await UploadAsync("frames.gif", TestImages.Gif(20, 20, frames: 26));

        Assert.Equal(200, (await strict.Site.GetWebpAsync(Url("allowed.jpg?d=100"))).Status);
        Problems.AssertIs(await strict.Site.GetWebpAsync(Url("bytes.jpg?d=100")), 413);
        Problems.AssertIs(await strict.Site.GetWebpAsync(Url("pixels.jpg?d=100")), 422);
        Problems.AssertIs(await strict.Site.GetWebpAsync(Url("frames.gif?d=100")), 422); // all frames together

        Assert.Equal(200, (await strict.Site.GetAsync(Url("bytes.jpg"))).Status); // what is not decoded may be of any size
    }
}
