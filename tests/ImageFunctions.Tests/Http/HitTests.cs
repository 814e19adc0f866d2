using ImageFunctions.Imaging;
using ImageFunctions.Tests.Fixtures;
using Xunit;

namespace ImageFunctions.Tests.Http;

public class HitTests(AzuriteFixture azurite, OriginFixture origin) : OriginTest(azurite, origin)
{
    [Fact]
    public async Task Get_MissingVariant_MakesServesAndStoresIt()
    {
        var original = await UploadAsync("photo.jpg", TestImages.Jpeg(640, 480));

        var answer = await Site.GetWebpAsync(Url("photo.jpg?d=105x100"));

        Assert.Equal(200, answer.Status);
        Assert.Equal("ImageFunctions; fwd=miss; stored", answer["Cache-Status"]);
        Assert.Equal(new PictureInfo(SourceKind.WebP, 100, 100, 1), TestImages.Read(answer.Body));

        var stored = Blob("100x100/webp/photo.jpg");
        var properties = await StoredAsync(stored);
        Assert.Equal("image/webp", properties.ContentType);
        Assert.Equal("public, max-age=31536000", properties.CacheControl);
        Assert.Equal(await EtagAsync(original), properties.Metadata["sourceetag"]);
        Assert.Matches("^[0-9a-f]{12}$", properties.Metadata["recipe"]);
        Assert.Equal(answer.Body, (await stored.DownloadContentAsync(Cancellation)).Value.Content.ToArray());
    }

    [Fact]
    public async Task Get_StoredVariant_IsAHitWithTheSameHeaders()
    {
        await UploadAsync("photo.jpg", TestImages.Jpeg(640, 480));
        var made = await Site.GetWebpAsync(Url("photo.jpg?d=300x200"));
        var properties = await StoredAsync(Blob("300x300/webp/photo.jpg"));

        var hit = await Site.GetWebpAsync(Url("photo.jpg?d=290x200"));

        Assert.Equal("ImageFunctions; hit", hit["Cache-Status"]);
        Assert.Equal(made.Body, hit.Body);
        Assert.Equal(properties.LastModified.ToString("R"), hit["Last-Modified"]);
        Assert.All(
            ["Content-Type", "Content-Length", "ETag", "Cache-Control", "Vary", "Accept-Ranges", "Content-Security-Policy"],
            header => Assert.Equal(made[header], hit[header]));
    }

    [Fact]
    public async Task Get_NoWebpViewer_GetsTheOriginalsFormatFromTheSameAddress()
    {
        await UploadAsync("photo.jpg", TestImages.Jpeg(640, 480));

        var webp = await Site.GetWebpAsync(Url("photo.jpg?d=200"));
        var jpeg = await Site.GetAsync(Url("photo.jpg?d=200"), ("Accept", "image/png,image/*;q=0.8,*/*;q=0.5"));

        Assert.Equal(("image/webp", "image/jpeg"), (webp["Content-Type"], jpeg["Content-Type"]));
        Assert.Equal(new PictureInfo(SourceKind.Jpeg, 200, 200, 1), TestImages.Read(jpeg.Body));
        await StoredAsync(Blob("200x200/jpg/photo.jpg"));
    }

    [Fact]
    public async Task Get_ImageFormatHeader_WinsOverAccept()
    {
        await UploadAsync("photo.png", TestImages.Png(64, 48));

        var original = await Site.GetAsync(Url("photo.png?d=100"), ("Accept", Site.ChromeAccept), ("X-Image-Format", "original"));
        var webp = await Site.GetAsync(Url("photo.png?d=100"), ("Accept", "*/*"), ("X-Image-Format", "webp"));

        Assert.Equal(("image/png", "image/webp"), (original["Content-Type"], webp["Content-Type"]));
    }

    [Theory]
    [InlineData("jpg", "image/jpeg", "Jpeg", 1)]
    [InlineData("png", "image/png", "Png", 1)]
    [InlineData("webp", "image/webp", "WebP", 1)]
    [InlineData("gif", "image/gif", "Gif", 3)]
    [InlineData("tif", "image/jpeg", "Jpeg", 1)]
    public async Task Get_EveryKindOfOriginal_HasTheSnappedSize(string extension, string contentType, string kind, int frames)
    {
        var content = extension switch
        {
            "jpg" => TestImages.Jpeg(300, 200),
            "png" => TestImages.PngWithAlpha(300, 200),
            "webp" => TestImages.WebP(300, 200),
            "gif" => TestImages.Gif(600, 400, frames), // animations are not enlarged
            _ => TestImages.Tiff(300, 200),
        };
        await UploadAsync($"photo.{extension}", content);

        var answer = await Site.GetAsync(Url($"photo.{extension}?d=400x10"));

        Assert.Equal((200, contentType), (answer.Status, answer["Content-Type"]));
        Assert.Equal(new PictureInfo(Enum.Parse<SourceKind>(kind), 400, 400, frames), TestImages.Read(answer.Body));
    }

    [Fact]
    public async Task Get_OtherParameters_ChangeNothing()
    {
        await UploadAsync("photo.jpg", TestImages.Jpeg(640, 480));
        var made = await Site.GetWebpAsync(Url("photo.jpg?d=100"));
        await StoredAsync(Blob("100x100/webp/photo.jpg"));

        var hit = await Site.GetWebpAsync(Url("photo.jpg?v=2&d=100&D=400&%64=300&d=200&q=1"));

        Assert.Equal("ImageFunctions; hit", hit["Cache-Status"]);
        Assert.Equal(made.Body, hit.Body);
    }

    [Fact]
    public async Task Get_SecondContainer_IsServedFromThereAndStoredThere()
    {
        await UploadAsync("photo.jpg", TestImages.Jpeg(64, 48, seed: 1));
        await UploadAsync("photo.jpg", TestImages.Jpeg(64, 48, seed: 2), container: OriginFixture.SecondContainer);

        var one = await Site.GetWebpAsync($"/images/{Folder}/photo.jpg?d=100");
        var two = await Site.GetWebpAsync($"/photos/{Folder}/photo.jpg?d=100");

        Assert.Equal((200, 200), (one.Status, two.Status));
        Assert.NotEqual(one.Body, two.Body);
        await StoredAsync(Blob("100x100/webp/photo.jpg", OriginFixture.SecondContainer));
    }
}
