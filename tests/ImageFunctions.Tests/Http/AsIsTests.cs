using System.IO.Compression;
using System.Text;
using Azure.Core.Pipeline;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using ImageFunctions.Tests.Fixtures;
using Xunit;

namespace ImageFunctions.Tests.Http;

public class AsIsTests(AzuriteFixture azurite, OriginFixture origin) : OriginTest(azurite, origin)
{
    private static readonly byte[] Svg = Encoding.UTF8.GetBytes(
        "<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>");

    [Theory]
    [InlineData("")]
    [InlineData("?d=")]
    [InlineData("?d")]
    [InlineData("?D=100")]
    [InlineData("?width=100")]
    public async Task Get_WithoutDimension_IsTheOriginalItself(string query)
    {
        var content = TestImages.Jpeg(64, 48);
        var blob = await UploadAsync("photo.jpg", content, new BlobHttpHeaders { ContentType = "image/jpeg" });

        var answer = await Site.GetWebpAsync(Url("photo.jpg" + query));

        Assert.Equal((200, "image/jpeg"), (answer.Status, answer["Content-Type"]));
        Assert.Equal(content, answer.Body);
        Assert.Equal($"\"{await EtagAsync(blob)}\"", answer["ETag"]);
        Assert.Equal("public, max-age=86400", answer["Cache-Control"]);
        Assert.Null(answer["Vary"]);
        Assert.Null(answer["Cache-Status"]);
    }

    [Fact]
    public async Task Get_OriginalWithCacheControl_KeepsItsOwn()
    {
        await UploadAsync("photo.jpg", TestImages.Jpeg(8, 8), new BlobHttpHeaders { CacheControl = "public, max-age=7" });

        Assert.Equal("public, max-age=7", (await Site.GetAsync(Url("photo.jpg")))["Cache-Control"]);
    }

    // Storage keeps what it is given; a header of ours takes ASCII alone.
    [Fact]
    public async Task Get_PropertiesThatNoHeaderTakes_AreReplaced()
    {
        using var latin = new SocketsHttpHandler { RequestHeaderEncodingSelector = (_, _) => Encoding.Latin1 };
        var options = new BlobClientOptions { Transport = new HttpClientTransport(new HttpClient(latin)) };
        var blob = new BlobClient(Azurite.ConnectionString, "images", $"{Folder}/photo.jpg", options);
        await blob.UploadAsync(
            BinaryData.FromBytes(TestImages.Jpeg(64, 48)),
            new BlobUploadOptions { HttpHeaders = new BlobHttpHeaders { ContentType = "image/jp\u00e9g", CacheControl = "priv\u00e9" } },
            Cancellation);

        var answer = await Site.GetAsync(Url("photo.jpg"));

        Assert.Equal((200, "image/jpeg", "public, max-age=86400"), (answer.Status, answer["Content-Type"], answer["Cache-Control"]));
        Assert.Equal(200, (await Site.GetWebpAsync(Url("photo.jpg?d=100"))).Status);
    }

    [Theory]
    [InlineData("max-age=60, private")]
    [InlineData("max-age=60, private=\"Set-Cookie\"")]
    [InlineData("no-store")]
    public async Task Get_VariantOfOriginalThatIsNotForAll_IsNotEither(string cacheControl)
    {
        await UploadAsync("photo.jpg", TestImages.Jpeg(64, 48), new BlobHttpHeaders { CacheControl = cacheControl });

        var made = await Site.GetWebpAsync(Url("photo.jpg?d=100"));
        var stored = await StoredAsync(Blob("100x100/webp/photo.jpg"));
        var hit = await Site.GetWebpAsync(Url("photo.jpg?d=100"));

        Assert.Equal((200, "ImageFunctions; hit"), (hit.Status, hit["Cache-Status"]));
        Assert.Equal((cacheControl, cacheControl, cacheControl), (made["Cache-Control"], stored.CacheControl, hit["Cache-Control"]));
    }

    [Fact]
    public async Task Get_VariantOfOriginalThatIsForAll_IsKeptForLong()
    {
        await UploadAsync("photo.jpg", TestImages.Jpeg(64, 48), new BlobHttpHeaders { CacheControl = "public, max-age=60" });

        Assert.Equal("public, max-age=31536000", (await Site.GetWebpAsync(Url("photo.jpg?d=100")))["Cache-Control"]);
    }

    [Theory]
    [InlineData("photo.JPG", "image/jpeg")]
    [InlineData("photo.webp", "image/webp")]
    [InlineData("drawing.svg", "image/svg+xml")]
    [InlineData("scan.tif", "image/tiff")]
    [InlineData("notes.xyz", "application/octet-stream")]
    public async Task Get_UploadedWithoutAType_IsNamedByItsExtension(string name, string contentType)
    {
        await UploadAsync(name, Svg);

        Assert.Equal(contentType, (await Site.GetAsync(Url(name)))["Content-Type"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("?d=100x100")]
    public async Task Get_CompressedSvg_IsServedAsItIsAndSaysSo(string query)
    {
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            await gzip.WriteAsync(Svg, Cancellation);
        }

        await UploadAsync("drawing.svgz", packed.ToArray());

        var answer = await Site.GetAsync(Url("drawing.svgz" + query));

        Assert.Equal((200, "image/svg+xml", "gzip"), (answer.Status, answer["Content-Type"], answer["Content-Encoding"]));
        Assert.Equal(packed.ToArray(), answer.Body);
    }

    [Fact]
    public async Task Get_MpoAsItIs_IsNamedAsTheJpegThatBrowsersShow()
    {
        await UploadAsync("scene.mpo", TestImages.Jpeg(64, 48));

        Assert.Equal("image/jpeg", (await Site.GetAsync(Url("scene.mpo")))["Content-Type"]);
        Assert.Equal("image/jpeg", (await Site.GetAsync(Url("scene.mpo?d=100x100")))["Content-Type"]);
    }

    [Theory]
    [InlineData("drawing.svg", null)]
    [InlineData("drawing.SVG", null)]
    [InlineData("drawing.img", "image/svg+xml")]
    [InlineData("drawing.img", "image/svg+xml; charset=utf-8")]
    [InlineData("drawing.img", "Image/SVG+XML; charset=utf-8")]
    public async Task Get_SvgWithDimension_IsServedAsItIsAndCannotRun(string name, string? contentType)
    {
        await UploadAsync(name, Svg, contentType is null ? null : new BlobHttpHeaders { ContentType = contentType });

        var answer = await Site.GetWebpAsync(Url(name + "?d=100"));

        Assert.Equal((200, contentType ?? "image/svg+xml"), (answer.Status, answer["Content-Type"]));
        Assert.Equal(Svg, answer.Body);
        Assert.Equal("default-src 'none'; style-src 'unsafe-inline'; sandbox", answer["Content-Security-Policy"]);
        Assert.Equal("nosniff", answer["X-Content-Type-Options"]);
        await foreach (var blob in Azurite.Container("images").GetBlobsAsync(new GetBlobsOptions { Prefix = Folder }, Cancellation))
        {
            Assert.Equal($"{Folder}/{name}", blob.Name);
        }
    }
}
