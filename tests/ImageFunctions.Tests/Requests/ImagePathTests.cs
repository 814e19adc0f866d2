using ImageFunctions.Requests;
using ImageFunctions.Tests.Fixtures;
using Xunit;

namespace ImageFunctions.Tests.Requests;

public class ImagePathTests
{
    [Theory]
    [InlineData("/images/cat.jpg", "images", "cat.jpg", "cat.jpg", "jpg")]
    [InlineData("/photos/2024/05/cat.jpg", "photos", "2024/05/cat.jpg", "cat.jpg", "jpg")]
    [InlineData("/images/a.b.c.PNG", "images", "a.b.c.PNG", "a.b.c.PNG", "png")]
    [InlineData("/images/a.b/cat", "images", "a.b/cat", "cat", "")]
    [InlineData("/images/cat.", "images", "cat.", "cat.", "")]
    [InlineData("/images/.jpg", "images", ".jpg", ".jpg", "jpg")]
    [InlineData("/images/100% süß + ?&#.jpg", "images", "100% süß + ?&#.jpg", "100% süß + ?&#.jpg", "jpg")]
    [InlineData("/images/猫.webp", "images", "猫.webp", "猫.webp", "webp")]
    [InlineData("/images/...jpg", "images", "...jpg", "...jpg", "jpg")]
    [InlineData("/images/I.GIF", "images", "I.GIF", "I.GIF", "gif")]
    public void Parse_Path_IsTakenApart(string path, string container, string blob, string fileName, string extension)
    {
        using var _ = new InCulture("tr-TR");

        Assert.True(ImagePath.Parse(path, Paths.Containers).Try(out var parsed, out var _));
        Assert.Equal((container, blob, fileName, extension), (parsed.Container, parsed.Blob, parsed.FileName, parsed.Extension));
    }

    [Theory]
    [InlineData("/images/../secret/cat.jpg")]
    [InlineData("/images/a/./cat.jpg")]
    [InlineData("/images/cat.jpg/..")]
    [InlineData("/images/..")]
    [InlineData("/images/.")]
    [InlineData("/..")]
    [InlineData("/images/a\\b.jpg")]
    [InlineData("/images/..\\cat.jpg")]
    [InlineData("/images/a\0.jpg")]
    [InlineData("/images/a\r\nX: y.jpg")]
    [InlineData("/images/a\tb.jpg")]
    [InlineData("/images/\u001f.jpg")]
    [InlineData("/images/\u007f.jpg")]
    [InlineData("/images/\u0080.jpg")]
    [InlineData("/images/\u009f.jpg")]
    public void Parse_Malformed_IsRefused(string path) =>
        Assert.Same(Refusal.PathMalformed, ImagePath.Parse(path, Paths.Containers).Refusal);

    [Theory]
    [InlineData("")]
    [InlineData("/images")]
    [InlineData("images/cat.jpg")]
    [InlineData("ximages/cat.jpg")]
    [InlineData("/Images/cat.jpg")]
    [InlineData("/image/cat.jpg")]
    [InlineData("/images2/cat.jpg")]
    [InlineData("/azure-webjobs-secrets/host.json")]
    [InlineData("/$root/cat.jpg")]
    public void Parse_NoServedContainer_IsNotFound(string path) =>
        Assert.Same(Refusal.NotFound, ImagePath.Parse(path, Paths.Containers).Refusal);

    [Theory]
    [InlineData("/")]
    [InlineData("/images/")]
    [InlineData("/images/cat.jpg/")]
    [InlineData("//images/cat.jpg")]
    [InlineData("/images//cat.jpg")]
    [InlineData("/images/a//cat.jpg")]
    [InlineData("/images%2Fcat.jpg")]
    [InlineData("/images/a%2fcat.jpg")]
    [InlineData("/images/%2Fcat.jpg")]
    [InlineData("/images/..%2Fsecret%2Fcat.jpg")]
    [InlineData("/images/%FF.jpg")] // no UTF-8
    [InlineData("/images/%C3%bc.jpg")] // what was not decoded was "%25C3%25bc"
    public void Parse_AnotherSpelling_IsNotServed(string path) =>
        Assert.Same(Refusal.OtherSpelling, ImagePath.Parse(path, Paths.Containers).Refusal);

    [Theory]
    [InlineData(ImagePath.MaxLength, true)]
    [InlineData(ImagePath.MaxLength + 1, false)]
    public void Parse_Length_IsBounded(int length, bool accepted)
    {
        var outcome = ImagePath.Parse("/images/".PadRight(length, 'a'), Paths.Containers);

        Assert.Equal(accepted, outcome.Value is not null);
        Assert.Equal(accepted ? null : Refusal.PathTooLong, outcome.Refusal);
    }

    [Fact]
    public void ToString_Parsed_GivesThePathBack() => Assert.Equal("/images/a/b c.jpg", Paths.Path("/images/a/b c.jpg").ToString());

    [Fact]
    public void Encoded_AnyName_IsAsciiWithItsSlashes() =>
        Assert.Equal("/images/a/b%20%C3%BC%252F.jpg", ImagePath.Configured("images/a/b ü%2F.jpg").Encoded);

    [Fact]
    public void WithBlob_Another_StaysInItsContainer() =>
        Assert.Equal("/photos/dog.png", Paths.Path("/photos/cat.jpg").WithBlob("dog.png").ToString());
}
