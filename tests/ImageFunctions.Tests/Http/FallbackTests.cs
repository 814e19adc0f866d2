using System.Text;
using Azure.Storage.Blobs.Models;
using ImageFunctions.Tests.Fixtures;
using Xunit;

namespace ImageFunctions.Tests.Http;

/// <summary>A picture where there is none (contract, section 6).</summary>
public class FallbackTests(AzuriteFixture azurite, OriginFixture origin) : OriginTest(azurite, origin)
{
    private static readonly byte[] None = TestImages.Png(300, 200);

    [Theory]
    [InlineData("gone.jpg?d=105x100", 404, "100x100/webp/none.png")]
    [InlineData("broken.jpg?d=105x100", 422, "100x100/webp/none.png")]
    [InlineData("notes.jpg?d=305", 415, "300x300/webp/none.png")]
    [InlineData("100x100/avif/gone.jpg", 404, "100x100/avif/none.png")]
    public async Task Get_NoPicture_IsTheFallbackAsAskedForUnderTheSameStatus(string asked, int status, string variant)
    {
        await using var with = await StartAsync();
        await UploadAsync("broken.jpg", Encoding.ASCII.GetBytes("GIF89a"));
        await UploadAsync("notes.jpg", Encoding.UTF8.GetBytes("These are notes, and no picture at all."));

        var made = await with.Site.GetWebpAsync(Url(asked));
        await StoredAsync(Blob(variant));
        var hit = await with.Site.GetWebpAsync(Url(asked));

        var stored = (await Blob(variant).DownloadContentAsync(Cancellation)).Value;
        foreach (var answer in new[] { made, hit })
        {
            Assert.Equal((status, stored.Details.ContentType), (answer.Status, answer["Content-Type"]));
            Assert.Equal(stored.Content.ToArray(), answer.Body);
            Assert.Equal($"{answer.Body.Length}", answer["Content-Length"]);
            Assert.Equal("no-store", answer["Cache-Control"]);
            Assert.Equal("ImageFunctions; detail=fallback", answer["Cache-Status"]);
            Assert.Equal((null, null, null), (answer["ETag"], answer["Last-Modified"], answer["Accept-Ranges"]));
        }
    }

    [Fact]
    public async Task Get_WithoutDimension_IsTheFallbackAsItIs()
    {
        await using var with = await StartAsync(("Images__FallbackCacheControl", "public, max-age=60"));

        var answer = await with.Site.GetAsync(
            Url("gone"), ("Accept", "image/avif,image/webp,*/*"), ("If-None-Match", "*"), ("Range", "bytes=0-9"));

        Assert.Equal((404, "public, max-age=60"), (answer.Status, answer["Cache-Control"]));
        Assert.Equal(None, answer.Body);
    }

    [Fact]
    public async Task Head_NoPicture_HasTheFallbacksLength()
    {
        await using var with = await StartAsync();

        var answer = await with.Site.HeadAsync(Url("gone.png"));

        Assert.Equal((404, $"{None.Length}"), (answer.Status, answer["Content-Length"]));
        Assert.Empty(answer.Body);
    }

    [Theory]
    [InlineData("data.json", 404)] // nobody asks for a picture
    [InlineData("name?d=100", 400)] // not one of the three statuses
    public async Task Get_OtherRefusal_IsAProblem(string asked, int status)
    {
        await using var with = await StartAsync();

        Problems.AssertIs(await with.Site.GetAsync(Url(asked), ("Accept", "*/*")), status);
    }

    [Fact]
    public async Task Get_FallbackItselfGone_IsAProblem()
    {
        await using var with = await StartAsync();
        await Blob("none.png").DeleteAsync(DeleteSnapshotsOption.None, cancellationToken: Cancellation);

        Problems.AssertIs(await with.Site.GetWebpAsync(Url("gone.jpg?d=100")), 404);
        Problems.AssertIs(await with.Site.GetWebpAsync(Url("none.png?d=100")), 404);
    }

    [Fact]
    public async Task Get_WithoutTheSetting_IsAProblem() => Problems.AssertIs(await Site.GetWebpAsync(Url("gone.jpg?d=100")), 404);

    private async Task<RunningOrigin> StartAsync(params (string Name, string Value)[] settings)
    {
        await UploadAsync("none.png", None);
        return await RunningOrigin.StartAsync(Azurite.ConnectionString, [("Images__Fallback", $"images/{Folder}/none.png"), .. settings]);
    }
}
