using ImageFunctions.Requests;
using Xunit;

namespace ImageFunctions.Tests.Requests;

public class ImageFormatTests
{
    [Theory]
    [InlineData("jpg", "image/jpeg", false, false)]
    [InlineData("jpeg", "image/jpeg", false, false)]
    [InlineData("png", "image/png", false, true)]
    [InlineData("gif", "image/gif", true, true)]
    [InlineData("webp", "image/webp", true, true)]
    [InlineData("avif", "image/avif", false, true)]
    public void TryFromExtension_Known_GivesWhatItCan(string extension, string contentType, bool canAnimate, bool hasAlpha)
    {
        Assert.True(ImageFormats.TryFromExtension(extension, out var format));
        Assert.Equal((contentType, canAnimate, hasAlpha), (format.ContentType, format.CanAnimate, format.HasAlpha));
    }

    [Theory]
    [InlineData("")]
    [InlineData("svg")]
    [InlineData("tiff")]
    [InlineData("JPG")]
    public void TryFromExtension_Other_IsNone(string extension) => Assert.False(ImageFormats.TryFromExtension(extension, out _));
}
