using ImageFunctions.Tests.Fixtures;
using Xunit;

namespace ImageFunctions.Tests.Http;

public class NameTests(AzuriteFixture azurite, OriginFixture origin) : OriginTest(azurite, origin)
{
    [Theory]
    [InlineData("two words.png")]
    [InlineData(" leading and trailing .png")]
    [InlineData("a+b.png")]
    [InlineData("100%.png")]
    [InlineData("per%20cent.png")]
    [InlineData("per%25cent.png")]
    [InlineData("süß.png")]
    [InlineData("猫と犬.png")]
    [InlineData("😀.png")]
    [InlineData("e\u0301.png")] // decomposed: not the same blob as é
    [InlineData("a.b.c.png")]
    [InlineData("..png")]
    [InlineData(".png")]
    [InlineData("PHOTO.PNG")]
    [InlineData("what?.png")]
    [InlineData("no#1.png")]
    [InlineData("a&b=c;d,e.png")]
    [InlineData("it's \"(quoted)\"!~*$@:[].png")]
    [InlineData("<b>|^`{}.png")]
    [InlineData("deep/er/and deeper/photo.png")]
    [InlineData("100x100/webp.png")]
    public async Task Get_NameOfAnyKind_IsFoundMadeStoredAndHit(string name)
    {
        var content = TestImages.Png(16, 16);
        await UploadAsync(name, content);
        var url = Url(string.Join('/', name.Split('/').Select(Uri.EscapeDataString)));

        var original = await Site.GetAsync(url);
        var made = await Site.GetWebpAsync(url + "?d=100");
        Assert.Equal((200, 200), (original.Status, made.Status));
        Assert.Equal(content, original.Body);

        var slash = name.LastIndexOf('/') + 1;
        await StoredAsync(Blob($"{name[..slash]}100x100/webp/{name[slash..]}"));
        Assert.Equal("ImageFunctions; hit", (await Site.GetWebpAsync(url + "?d=100"))["Cache-Status"]);
    }

    // Not every client escapes all that could be escaped; what is escaped needlessly is the same name.
    [Theory]
    [InlineData("a+b!.png", "a+b!.png")]
    [InlineData("a+b!.png", "%61%2Bb%21.png")]
    [InlineData("süß.png", "s%c3%bc%C3%9F.png")]
    public async Task Get_OtherEscapes_LeadToTheSameBlob(string name, string escaped)
    {
        await UploadAsync(name, TestImages.Png(16, 16));

        Assert.Equal(200, (await Site.GetWebpAsync(Url(escaped))).Status);
        Assert.Equal(200, (await Site.GetWebpAsync(Url(escaped + "?d=100"))).Status);
        await StoredAsync(Blob($"100x100/webp/{name}"));
    }

    // Each would be a second entry at the edge that no purge reaches.
    [Theory]
    [InlineData("/images//{0}/x/y.png")]
    [InlineData("//images/{0}/x/y.png")]
    [InlineData("/images/{0}/x//y.png")]
    [InlineData("/images/{0}/x/y.png/")]
    [InlineData("/images%2F{0}/x/y.png")]
    [InlineData("/images/{0}/x%2fy.png")]
    [InlineData("/images/{0}/x%252Fy.png")]
    [InlineData("/images/%2F{0}/x/y.png")]
    [InlineData("/images/{0}/100x100%2Fwebp/y.png")]
    public async Task Get_AnotherSpelling_IsNotFoundAndNotKept(string target)
    {
        await UploadAsync("x/y.png", TestImages.Png(16, 16));

        foreach (var query in new[] { "", "?d=100" })
        {
            Problems.AssertIs(await Site.GetWebpAsync(string.Format(null, target, Folder) + query), 404);
        }
    }

    // "%FF" is no UTF-8 and stays as it is, "%25FF" becomes the same.
    [Theory]
    [InlineData("%FF.png")]
    [InlineData("%25FF.png")]
    [InlineData("a%252Fb.png")]
    public async Task Get_NameThatHoldsAnEscapedByte_CannotBeAskedFor(string escaped)
    {
        await UploadAsync(Uri.UnescapeDataString(escaped), TestImages.Png(16, 16));

        Problems.AssertIs(await Site.GetAsync(Url(escaped)), 404);
    }

    [Fact]
    public async Task Get_OtherCase_IsAnotherBlob()
    {
        await UploadAsync("photo.png", TestImages.Png(16, 16));

        Assert.Equal(404, (await Site.GetAsync(Url("Photo.png?d=100"))).Status);
        Assert.Equal(404, (await Site.GetAsync(Url("photo.PNG"))).Status);
    }
}
