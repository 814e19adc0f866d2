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
        Assert.Equal("image/webp", answer["Content-Type"]);
        Assert.Equal("ImageFunctions; fwd=miss; stored", answer["Cache-Status"]);
        Assert.Equal(new PictureInfo(SourceKind.WebP, 100, 100, 1), TestImages.Read(answer.Body));

        var stored = Blob("100x100/webp/photo.jpg");
        var properties = await StoredAsync(stored);
        Assert.Equal("image/webp", properties.ContentType);
        Assert.Equal("public, max-age=31536000", properties.CacheControl);
        Assert.Equal((await original.GetPropertiesAsync(cancellationToken: Cancellation)).Value.ETag.ToString("G").Trim('"'), properties.Metadata["sourceetag"]);
        Assert.Matches("^[0-9a-f]{12}$", properties.Metadata["recipe"]);
        Assert.Equal(answer.Body, (await stored.DownloadContentAsync(Cancellation)).Value.Content.ToArray());
    }
}
