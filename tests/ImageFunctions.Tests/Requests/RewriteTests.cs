using ImageFunctions.Requests;
using ImageFunctions.Tests.Fixtures;
using Xunit;

namespace ImageFunctions.Tests.Requests;

public class RewriteTests
{
    private readonly Rewrite rewrite = new(Paths.DefaultSnap(), new FormatChoice(["webp"]));

    [Theory]
    [InlineData("/images/cat.jpg", "/images/100x100/webp/cat.jpg")]
    [InlineData("/images/2024/05/cat.jpg", "/images/2024/05/100x100/webp/cat.jpg")]
    [InlineData("/photos/a.b.c.PNG", "/photos/100x100/webp/a.b.c.PNG")]
    [InlineData("/images/100x100/webp/cat.jpg", "/images/100x100/webp/100x100/webp/cat.jpg")]
    [InlineData("/images/a b/100% süß.jpg", "/images/a b/100x100/webp/100% süß.jpg")]
    [InlineData("/images/.jpg", "/images/100x100/webp/.jpg")]
    public void Apply_ViewerTakesWebp_InsertsDimensionAndFormat(string path, string expected)
    {
        var variant = Apply(path, Site.ChromeAccept);

        Assert.Equal(expected, variant.Path.ToString());
        Assert.Equal(path, variant.Original.ToString());
        Assert.Equal((ImageFormat.WebP, "100x100"), (variant.Format, variant.Dimension.ToString()));
    }

    [Theory]
    [InlineData("cat.jpg", "jpg", "Jpeg")]
    [InlineData("cat.jpeg", "jpeg", "Jpeg")]
    [InlineData("cat.JPEG", "jpeg", "Jpeg")]
    [InlineData("cat.JPG", "jpg", "Jpeg")]
    [InlineData("cat.png", "png", "Png")]
    [InlineData("cat.GIF", "gif", "Gif")]
    [InlineData("cat.webp", "webp", "WebP")]
    [InlineData("cat.avif", "avif", "Avif")]
    [InlineData("cat.tiff", "jpg", "Jpeg")]
    [InlineData("cat.bmp", "jpg", "Jpeg")]
    [InlineData("cat.jpg.bak", "jpg", "Jpeg")]
    [InlineData("cat.svg", "jpg", "Jpeg")]
    public void Apply_ViewerTakesNone_KeepsTheOwnFormat(string name, string segment, string format)
    {
        using var _ = new InCulture("tr-TR");

        var variant = Apply($"/images/{name}", "image/png,*/*");

        Assert.Equal($"/images/100x100/{segment}/{name}", variant.Path.ToString());
        Assert.Equal(format, variant.Format.ToString());
    }

    [Theory]
    [InlineData("/images/cat")]
    [InlineData("/images/cat.")]
    [InlineData("/images/a.jpg/cat")]
    public void Apply_NoExtension_IsRefused(string path) =>
        Assert.Same(Refusal.NoExtension, rewrite.Apply(Paths.Path(path), "100", null, []).Refusal);

    [Fact]
    public void Apply_VariantPathTooLong_IsRefused()
    {
        var path = Paths.Path("/images/" + ".jpg".PadLeft(ImagePath.MaxLength - "/images/".Length, 'a'));

        Assert.Same(Refusal.PathTooLong, rewrite.Apply(path, "100", null, []).Refusal);
    }

    [Fact]
    public void Apply_OpenHeight_LeavesItOutOfThePath()
    {
        var open = new Rewrite(Paths.Snap(20, "800x", "800x"), new FormatChoice(["webp"]));

        Assert.Equal("/images/800x/jpg/cat.jpg", open.Apply(Paths.Path("/images/cat.jpg"), "800", null, []).Value?.Path.ToString());
    }

    private Variant Apply(string path, string accept)
    {
        Assert.True(rewrite.Apply(Paths.Path(path), "105x100", null, [accept]).Try(out var variant, out _));
        return variant;
    }
}
