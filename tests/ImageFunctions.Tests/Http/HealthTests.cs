using ImageFunctions.Tests.Fixtures;
using LocalFrontDoor.Processes;
using Xunit;

namespace ImageFunctions.Tests.Http;

public class HealthTests(AzuriteFixture azurite, OriginFixture origin) : OriginTest(azurite, origin)
{
    [Theory]
    [InlineData("/", "ImageFunctions\n")]
    [InlineData("/healthz", "healthy\n")]
    public async Task Get_WhileItServes_IsALineThatNobodyKeeps(string path, string line)
    {
        var answer = await Site.GetAsync(path);
        var head = await Site.HeadAsync(path);

        Assert.Equal((200, line, "no-store"), (answer.Status, answer.Text, answer["Cache-Control"]));
        Assert.Equal((200, "", $"{line.Length}"), (head.Status, head.Text, head["Content-Length"]));
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/healthz")]
    public async Task Post_AsAViewer_Is405WithAllow(string path)
    {
        var answer = await Site.SendAsync(HttpMethod.Post, path);

        Problems.AssertIs(answer, 405);
        Assert.Equal("GET, HEAD", answer["Allow"]);
    }

    [Fact]
    public async Task Get_StorageStops_IsUnavailableAndSoAreItsPictures()
    {
        await using var storage = await AzuriteProcess.StartAsync(cancellation: Cancellation);
        await new Azure.Storage.Blobs.BlobContainerClient(storage.ConnectionString, "images").CreateAsync(cancellationToken: Cancellation);
        await using var own = await RunningOrigin.StartAsync(storage.ConnectionString);
        Assert.Equal(200, (await own.Site.GetAsync("/healthz")).Status);

        storage.Kill();

        // An answer is shared for a moment.
        Answer? health = null;
        await Patience.UntilAsync(async () => (health = await own.Site.GetAsync("/healthz")).Status != 200);

        Problems.AssertIs(health!, 503);
        var picture = await own.Site.GetWebpAsync("/images/photo.jpg?d=100");
        Problems.AssertIs(picture, 503);
        Assert.Equal(("5", "5"), (health!["Retry-After"], picture["Retry-After"]));
        await own.WaitForLogAsync("Health[102]");
        await own.WaitForLogAsync("ImageEndpoint[101]");
        Assert.Equal(200, (await own.Site.GetAsync("/")).Status); // the process itself is well: the host must not restart it
    }

    [Fact]
    public async Task Get_AServedContainerIsMissing_IsUnavailable()
    {
        await using var own = await RunningOrigin.StartAsync(Azurite.ConnectionString, ("Images__Containers", "images,missing"));

        Problems.AssertIs(await own.Site.GetAsync("/healthz"), 503);
    }
}
