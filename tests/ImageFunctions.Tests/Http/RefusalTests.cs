using System.Text;
using ImageFunctions.Tests.Fixtures;
using Xunit;

namespace ImageFunctions.Tests.Http;

public class RefusalTests(AzuriteFixture azurite, OriginFixture origin) : OriginTest(azurite, origin)
{
    [Theory]
    [InlineData("/images/a%5Cb.jpg")]
    [InlineData("/images/..%5C..%5Csecret.jpg")]
    [InlineData("/images/a%01.jpg")]
    [InlineData("/images/a%0D%0AX-Evil:1.jpg")]
    [InlineData("/images/a%7F.jpg")]
    [InlineData("/images/photo?d=100")]
    [InlineData("/images/photo.?d=100")]
    public async Task Get_MalformedPath_Is400(string target) => Problems.AssertIs(await Site.GetAsync(target), 400);

    [Fact]
    public async Task Get_PathTooLong_Is400() => Problems.AssertIs(await Site.GetAsync("/images/".PadRight(1025, 'a')), 400);

    // Other spellings, also of what would be a dot segment: never taken for the path that they stand for.
    [Theory]
    [InlineData("/images/..%2Fsecret.jpg")]
    [InlineData("/images/a%2F..%2F..%2Fsecret.jpg?d=100")]
    [InlineData("/images/%2e%2e%2fsecret.jpg")]
    [InlineData("/images/.%2Fphoto.jpg")]
    [InlineData("/images/a.jpg/?d=100")]
    [InlineData("/images")]
    [InlineData("/images/")]
    [InlineData("/images/no-such-picture.jpg")]
    [InlineData("/images/no-such-picture.jpg?d=100")]
    [InlineData("/images/no-such-picture.svg?d=100")]
    [InlineData("/images/100x100/webp/no-such-picture.jpg")]
    [InlineData("/nocontainer/photo.jpg")]
    [InlineData("/favicon.ico")]
    [InlineData("/%2Fimages/photo.jpg")]
    [InlineData("//images/photo.jpg")]
    [InlineData("/healthz/")]
    public async Task Get_NothingThere_Is404(string target) => Problems.AssertIs(await Site.GetAsync(target), 404);

    [Fact]
    public async Task Get_VariantAsSource_Is404AndMakesNothing()
    {
        await UploadAsync("photo.jpg", TestImages.Jpeg(64, 48));
        await Site.GetWebpAsync(Url("photo.jpg?d=100"));
        await StoredAsync(Blob("100x100/webp/photo.jpg"));

        Problems.AssertIs(await Site.GetWebpAsync(Url("100x100/webp/photo.jpg?d=100")), 404);
        Problems.AssertIs(await Site.GetWebpAsync(Url("100x100/webp/photo.jpg?d=300")), 404);

        Assert.False(await Blob("100x100/webp/100x100/webp/photo.jpg").ExistsAsync(Cancellation));
        Assert.False(await Blob("100x100/webp/300x300/webp/photo.jpg").ExistsAsync(Cancellation));
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("PATCH")]
    [InlineData("OPTIONS")]
    [InlineData("PROPFIND")]
    public async Task Send_OtherMethod_Is405WithAllow(string method)
    {
        var blob = await UploadAsync("photo.jpg", TestImages.Jpeg(64, 48));
        var etag = await EtagAsync(blob);

        foreach (var query in new[] { "", "?d=100" })
        {
            var answer = await Site.SendAsync(new HttpMethod(method), Url("photo.jpg" + query));

            Problems.AssertIs(answer, 405);
            Assert.Equal("GET, HEAD", answer["Allow"]);
        }

        Assert.Equal(etag, await EtagAsync(blob));
    }

    public static TheoryData<string, byte[]> NoImages => new()
    {
        { "empty.jpg", [] },
        { "text.jpg", Encoding.ASCII.GetBytes("This is no picture.") },
        { "page.png", Encoding.ASCII.GetBytes("<!DOCTYPE html><title>x</title>") },
        { "document.jpg", Encoding.ASCII.GetBytes("%PDF-1.7\n1 0 obj") },
        { "drawing.jpg", Encoding.ASCII.GetBytes("<svg xmlns='http://www.w3.org/2000/svg'/>") },
        { "phone.heic", Encoding.Latin1.GetBytes("\0\0\0\u0018ftypheic\0\0\0\0mif1heic") },
    };

    [Theory]
    [MemberData(nameof(NoImages))]
    public async Task Get_NoImage_Is415(string name, byte[] content)
    {
        await UploadAsync(name, content);

        Problems.AssertIs(await Site.GetWebpAsync(Url(name + "?d=100")), 415);
    }

    [Fact]
    public async Task Get_HevcOriginal_IsToldWhatToDo()
    {
        await UploadAsync("phone.heic", Encoding.Latin1.GetBytes("\0\0\0\u0018ftypheic\0\0\0\0mif1heic"));

        Assert.Contains("HEIC", (await Site.GetWebpAsync(Url("phone.heic?d=100"))).Text, StringComparison.Ordinal);
    }

    public static TheoryData<string, byte[]> BrokenImages => new()
    {
        { "header.jpg", [0xFF, 0xD8, 0xFF, 0xE0, 1, 2, 3] },
        { "inside.jpg", TestImages.CorruptJpeg(640, 480) },
        { "inside.png", TestImages.Damaged(TestImages.Png(64, 48), "IDAT"u8) },
        { "inside.webp", TestImages.Damaged(TestImages.WebP(640, 480), [0x9D, 0x01, 0x2A]) }, // the frame's start code
        { "header.gif", Encoding.ASCII.GetBytes("GIF89a") },
    };

    [Theory]
    [MemberData(nameof(BrokenImages))]
    public async Task Get_BrokenImage_Is422AndStoresNothing(string name, byte[] content)
    {
        await UploadAsync(name, content);

        Problems.AssertIs(await Site.GetWebpAsync(Url(name + "?d=100")), 422);
        Assert.False(await Blob($"100x100/webp/{name}").ExistsAsync(Cancellation));
    }

    [Fact]
    public async Task Head_Refusal_HasItsHeadersAndNoBody()
    {
        var answer = await Site.HeadAsync(Url("no-such-picture.jpg?d=100"));

        Assert.Equal((404, "application/problem+json", "no-store"), (answer.Status, answer["Content-Type"], answer["Cache-Control"]));
        Assert.Empty(answer.Body);
    }
}
