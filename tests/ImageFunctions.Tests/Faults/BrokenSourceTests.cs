using ImageFunctions.Tests.Fixtures;
using Xunit;

namespace ImageFunctions.Tests.Faults;

/// <summary>The original itself cannot be read.</summary>
public class BrokenSourceTests(AzuriteFixture azurite, FaultyOrigin faulty) : FaultTest(azurite, faulty)
{
    [Fact]
    public async Task Get_BrokenTwice_IsReadOnce()
    {
        await UploadAsync("broken.jpg", TestImages.CorruptJpeg(64, 48));

        Assert.Equal(422, (await GetAsync("broken.jpg?d=100")).Status);
        Assert.Equal(422, (await GetAsync("broken.jpg?d=300")).Status);
        Assert.Equal(1, Storage.Count("GET", Name("broken.jpg")));
    }

    [Fact]
    public async Task Get_BrokenThenReplaced_IsMadeAtOnce()
    {
        await UploadAsync("broken.jpg", TestImages.CorruptJpeg(64, 48));
        Assert.Equal(422, (await GetAsync("broken.jpg?d=100")).Status);

        await UploadAsync("broken.jpg", Photo);

        AssertPicture(await GetAsync("broken.jpg?d=100"));
    }

    // A picture so large that three seconds are not enough for its AVIF, on any machine.
    [Fact]
    public async Task Get_TookTooLong_CostsItsTimeOnceAndSaysWhenToAskAgain()
    {
        await using var origin = await RunningOrigin.StartAsync(
            Storage.ConnectionString,
            ("Images__Timeout", "00:00:03"),
            ("Images__Formats", "avif"),
            ("Images__AllowedDimensions", "6000x6000,100x100"),
            ("Images__DefaultDimension", "100x100"));
        await UploadAsync("slow.jpg", TestImages.Jpeg(1000, 1000));
        await UploadAsync("quick.jpg", TestImages.Jpeg(64, 64)); // so that what a process does only once is no part of the time
        AssertPicture(await origin.Site.GetAsync($"/images/{Name("quick.jpg")}?d=100", ("Accept", "image/jpeg")));
        var target = $"/images/{Name("slow.jpg")}?d=6000";

        var first = await origin.Site.GetAsync(target, ("Accept", "image/avif"));
        var again = await origin.Site.GetAsync(target, ("Accept", "image/avif"));

        Http.Problems.AssertIs(first, 504);
        Http.Problems.AssertIs(again, 504);
        Assert.Equal(1, Storage.Count("GET", Name("slow.jpg")));
        Assert.All([first, again], answer => Assert.InRange(
            int.Parse(answer["Retry-After"]!, System.Globalization.CultureInfo.InvariantCulture), 1, 600));
        // another format
        Assert.NotEqual(504, (await origin.Site.GetAsync($"/images/{Name("slow.jpg")}?d=100", ("Accept", "image/jpeg"))).Status);
    }
}
