using ImageFunctions.Requests;
using Xunit;

namespace ImageFunctions.Tests.Requests;

public class VariantPathTests
{
    private static readonly string[] Defaults = ["100x100", "200x200", "300x300", "400x400"];
    private static readonly string[] Viewers = ["image/webp", "*/*"];

    [Theory]
    [InlineData("100x100/webp/cat.jpg", "cat.jpg", "100x100", "webp")]
    [InlineData("a/b/800x/jpeg/c.d.jpeg", "a/b/c.d.jpeg", "800x", "jpeg")]
    [InlineData("100x100/webp/200x200/png/cat.png", "100x100/webp/cat.png", "200x200", "png")]
    public void TryParse_VariantsName_GivesItsOriginal(string blob, string original, string dimension, string segment)
    {
        Assert.True(VariantPath.TryParse(blob, out var foundOriginal, out var foundDimension, out var foundSegment));
        Assert.Equal((original, dimension, segment), (foundOriginal, foundDimension, foundSegment));
    }

    [Theory]
    [InlineData("cat.jpg")]
    [InlineData("webp/cat.jpg")]
    [InlineData("100x100/cat.jpg")]
    [InlineData("100x100/bmp/cat.jpg")]
    [InlineData("0x100/webp/cat.jpg")]
    [InlineData("300x300:contain/webp/cat.jpg")]
    [InlineData("100x100/webp/")]
    public void TryParse_AnyOtherName_IsNone(string blob) => Assert.False(VariantPath.TryParse(blob, out _, out _, out _));

    [Fact]
    public void AllVariants_Defaults_AreTheEightThatRequestsLeadTo()
    {
        var snap = Paths.DefaultSnap();
        var rewrite = new Rewrite(snap, new FormatChoice(["webp"]));
        var original = Paths.Path("/images/a/Cat.JPG");
        var asked = from width in Enumerable.Range(1, 600)
                    from accept in Viewers
                    select rewrite.Apply(original, $"{width}x1", null, [accept]).Value!.Path;

        var all = new AllVariants([.. Defaults.Select(Paths.Dimension)], Paths.Dimension("200x200"), ["webp"]);

        Assert.Equal(8, all.PicturesOf(original).Count);
        Assert.Equal(
            asked.Distinct().Select(path => path.Blob).Order(), all.PicturesOf(original).Select(variant => variant.Path.Blob).Order());
        Assert.Equal(["a/info/json/Cat.JPG"], all.Of(original).Except(all.PicturesOf(original)).Select(variant => variant.Path.Blob));
    }

    [Theory]
    [InlineData("/images/drawing.svg")]
    [InlineData("/images/name")]
    public void AllVariants_WhatIsNeverResized_HasNone(string path) =>
        Assert.Empty(new AllVariants([Paths.Dimension("100x100")], Paths.Dimension("100x100"), ["webp"]).Of(Paths.Path(path)));

    [Theory]
    [InlineData("/images/100x100/webp/cat.jpg", "/images/cat.jpg", "WebP")]
    [InlineData("/images/a/800x/jpeg/cat.JPEG", "/images/a/cat.JPEG", "Jpeg")]
    [InlineData("/images/800x/jpg/scan.tif", "/images/scan.tif", "Jpeg")]
    public void At_VariantThatIsOffered_IsThatVariant(string path, string original, string format)
    {
        var variant = Offered().At(Paths.Path(path))!.Value.Value!;

        Assert.Equal((path, original, format), (variant.Path.ToString(), variant.Original.ToString(), variant.Format.ToString()));
        Assert.Contains(variant, Offered().Of(variant.Original));
    }

    [Theory]
    [InlineData("/images/500x500/webp/cat.jpg")]
    [InlineData("/images/800x600/webp/cat.jpg")]
    [InlineData("/images/0100x100/webp/cat.jpg")]
    [InlineData("/images/100x100/avif/cat.jpg")]
    [InlineData("/images/100x100/jpeg/cat.jpg")]
    public void At_AnyOtherDimensionOrFormat_NamesWhatIsOffered(string path)
    {
        var refusal = Offered().At(Paths.Path(path))!.Value.Refusal!;

        Assert.Equal(404, refusal.Status);
        Assert.Contains("100x100, 800x ", refusal.Detail, StringComparison.Ordinal);
        Assert.Contains("webp, jpg.", refusal.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/images/cat.jpg")]
    [InlineData("/images/100x100/webp/cat")]
    [InlineData("/images/100x100/webp/drawing.svg")]
    public void At_AnyOtherPath_IsNoVariants(string path) => Assert.Null(Offered().At(Paths.Path(path)));

    private static AllVariants Offered() =>
        new([Paths.Dimension("100x100"), Paths.Dimension("800x")], Paths.Dimension("100x100"), ["webp"]);
}
