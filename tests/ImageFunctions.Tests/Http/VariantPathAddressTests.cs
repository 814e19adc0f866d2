using System.Text;
using Azure.Storage.Blobs.Models;
using ImageFunctions.Imaging;
using ImageFunctions.Tests.Fixtures;
using Xunit;

namespace ImageFunctions.Tests.Http;

/// <summary>A variant's own path is an address: checked, made when missing, the same for every viewer (contract, section 2).</summary>
public class VariantPathAddressTests(AzuriteFixture azurite, ProxiedOriginFixture origin) : ProxiedTest(azurite, origin)
{
    private const string Variant = "100x100/webp/photo.jpg";

    [Fact]
    public async Task Get_Missing_IsMadeStoredAndThenAHit()
    {
        await UploadAsync("photo.jpg", TestImages.Jpeg(64, 48));

        var made = await Site.GetAsync(Url(Variant));
        await StoredAsync(Blob(Variant));
        var hit = await Site.GetAsync(Url(Variant));
        var asked = await Site.GetWebpAsync(Url("photo.jpg?d=100"));

        Assert.Equal((200, "image/webp", "ImageFunctions; fwd=miss; stored"), (made.Status, made["Content-Type"], made["Cache-Status"]));
        Assert.Equal(new PictureInfo(SourceKind.WebP, 100, 100, 1), TestImages.Read(made.Body));
        Assert.All([hit, asked], answer => Assert.Equal("ImageFunctions; hit", answer["Cache-Status"]));
        Assert.All([hit, asked], answer => Assert.Equal(made.Body, answer.Body));
        Assert.All(["ETag", "Content-Type", "Cache-Control"], header => Assert.Equal(
            (made[header], asked[header]), (hit[header], hit[header])));
        Assert.Equal((null, null, "Accept"), (made["Vary"], hit["Vary"], asked["Vary"]));
    }

    [Fact]
    public async Task Get_ViewerWhoTakesAnotherFormat_GetsTheOneInThePath()
    {
        await UploadAsync("photo.jpg", TestImages.Jpeg(64, 48));

        var answer = await Site.GetAsync(Url("100x100/jpg/photo.jpg"), ("Accept", Site.ChromeAccept), ("X-Image-Format", "webp"));

        Assert.Equal((200, "image/jpeg", SourceKind.Jpeg), (answer.Status, answer["Content-Type"], TestImages.Read(answer.Body).Kind));
        await StoredAsync(Blob("100x100/jpg/photo.jpg"));
    }

    [Fact]
    public async Task Get_OriginalReplacedOrDeleted_TheOldVariantIsNotServed()
    {
        await UploadAsync("photo.jpg", TestImages.Jpeg(64, 48, seed: 1));
        var old = await Site.GetAsync(Url(Variant));
        await StoredAsync(Blob(Variant));

        await UploadAsync("photo.jpg", TestImages.Jpeg(64, 48, seed: 2));
        var replaced = await Site.GetAsync(Url(Variant));
        await Blob("photo.jpg").DeleteAsync(cancellationToken: Cancellation);
        var deleted = await Site.GetAsync(Url(Variant));

        Assert.StartsWith("ImageFunctions; fwd=stale", replaced["Cache-Status"], StringComparison.Ordinal);
        Assert.NotEqual(old.Body, replaced.Body);
        Problems.AssertIs(deleted, 404);
    }

    [Fact]
    public async Task Get_HeadConditionAndRange_AreAnsweredAsOnAnyPicture()
    {
        await UploadAsync("photo.jpg", TestImages.Jpeg(64, 48));
        var made = await Site.GetAsync(Url(Variant));
        await StoredAsync(Blob(Variant));

        var head = await Site.HeadAsync(Url(Variant));
        var known = await Site.GetAsync(Url(Variant), ("If-None-Match", made["ETag"]!));
        var part = await Site.GetAsync(Url(Variant), ("Range", "bytes=0-3"));

        Assert.Equal((200, made["ETag"], made["Content-Length"], 0), (head.Status, head["ETag"], head["Content-Length"], head.Body.Length));
        Assert.Equal((304, 206), (known.Status, part.Status));
        Assert.Equal("RIFF"u8.ToArray(), part.Body);
    }

    [Fact]
    public async Task Get_AnyViewer_NeverWaitsForAThirdCallInTurn()
    {
        await UploadAsync("photo.jpg", TestImages.Jpeg(64, 48));
        await Site.GetAsync(Url(Variant));
        await StoredAsync(Blob(Variant));
        Assert.Equal((1, 1), (Count("GET", Variant), Count("GET", "photo.jpg")));
        await Patience.UntilAsync(() => Count("HEAD", "photo.jpg") == 2); // beside the variant, and after the store

        await Site.GetAsync(Url(Variant));

        Assert.Equal((2, 3, 1), (Count("GET", Variant), Count("HEAD", "photo.jpg"), Count("GET", "photo.jpg")));
    }

    [Theory]
    [InlineData("500x500/webp/photo.jpg")]
    [InlineData("100x/webp/photo.jpg")]
    [InlineData("0100x100/webp/photo.jpg")]
    [InlineData("100x100/avif/photo.jpg")]
    [InlineData("100x100/jpeg/photo.jpg")]
    public async Task Get_DimensionOrFormatThatIsNotOffered_NamesThose(string variant)
    {
        await UploadAsync("photo.jpg", TestImages.Jpeg(64, 48));

        var answer = await Site.GetAsync(Url(variant));

        Problems.AssertIs(answer, 404);
        Assert.Contains("100x100, 200x200, 300x300, 400x400 ", answer.Text, StringComparison.Ordinal);
        Assert.Contains("webp, jpg.", answer.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Variant, true)]
    [InlineData(Variant, false)]
    [InlineData("500x500/webp/photo.jpg", true)]
    [InlineData("100x100/avif/photo.jpg", false)]
    public async Task Get_BlobThatIsNotOurs_IsServedAsItIs(string path, bool withOriginal)
    {
        var theirs = Encoding.UTF8.GetBytes("somebody's own");
        await UploadAsync(path, theirs, new BlobHttpHeaders { ContentType = "image/webp" });
        if (withOriginal)
        {
            await UploadAsync("photo.jpg", TestImages.Jpeg(64, 48));
        }

        var answer = await Site.GetWebpAsync(Url(path));

        Assert.Equal((200, "image/webp", "public, max-age=86400"), (answer.Status, answer["Content-Type"], answer["Cache-Control"]));
        Assert.Equal(theirs, answer.Body);
        Assert.Equal((null, null), (answer["Cache-Status"], answer["Vary"]));
    }

    [Fact]
    public async Task Get_OwnVariantThatIsNoLongerOffered_IsNotServed()
    {
        await UploadAsync("photo.jpg", TestImages.Jpeg(64, 48));
        await using (var other = await RunningOrigin.StartAsync(
            Azurite.ConnectionString, ("Images__AllowedDimensions", "150x"), ("Images__DefaultDimension", "150x")))
        {
            Assert.Equal(200, (await other.Site.GetAsync(Url("150x/webp/photo.jpg"))).Status);
            await StoredAsync(Blob("150x/webp/photo.jpg"));
        }

        Problems.AssertIs(await Site.GetAsync(Url("150x/webp/photo.jpg")), 404);
    }

    [Fact]
    public async Task Get_VariantAsSource_IsNotFound()
    {
        await UploadAsync("photo.jpg", TestImages.Jpeg(64, 48));
        await Site.GetAsync(Url(Variant));
        await StoredAsync(Blob(Variant));

        Problems.AssertIs(await Site.GetWebpAsync(Url($"{Variant}?d=100")), 404);
        Problems.AssertIs(await Site.GetWebpAsync(Url("100x100/webp/100x100/webp/photo.jpg")), 404);
        Problems.AssertIs(await Site.GetWebpAsync(Url("200x200/webp/missing.jpg")), 404);
    }

    [Theory]
    [InlineData("drawing.svg", "image/svg+xml", 404)]
    [InlineData("drawing.img", "image/svg+xml", 415)]
    [InlineData("notes.txt", "text/plain", 415)]
    public async Task Get_OfWhatIsNeverResized_IsRefused(string name, string contentType, int status)
    {
        await UploadAsync(
            name, "<svg xmlns=\"http://www.w3.org/2000/svg\"/>"u8.ToArray(), new BlobHttpHeaders { ContentType = contentType });

        Problems.AssertIs(await Site.GetAsync(Url($"100x100/webp/{name}")), status);
    }
}
