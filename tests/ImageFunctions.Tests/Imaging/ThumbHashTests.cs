using ImageFunctions.Imaging;
using ImageFunctions.Settings;
using Xunit;

namespace ImageFunctions.Tests.Imaging;

public class ThumbHashTests
{
    /// <summary>The hashes are those of npm's <c>thumbhash</c> 0.1.1, by its own author, for the same pixels.</summary>
    [Theory]
    [InlineData(100, 67, false, "HwgKbYKHh2dwd1d3d2Z4h4d/p46A")]
    [InlineData(67, 100, false, "H/gJbQJ3h3B4dndlZ3d3eHd/R/d4")]
    [InlineData(100, 100, true, "H/iFNQAIeIhweHdniHePR/R6ilpLCIiIgw==")]
    [InlineData(1, 1, false, "AAgCBwAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData(100, 1, false, "kxsm4YR3d4eIiAiId4iAhAg=")]
    [InlineData(3, 80, true, "4QeKGQoXh4BoiLiHj3AX+HeIcYh0Bzc=")]
    [InlineData(16, 9, false, "1sYNXIyQd3hxeHiHh3eCf/eEiQ==")]
    public void Of_Picture_IsWhatItsAuthorsProgramSays(int width, int height, bool alpha, string expected)
    {
        var hash = ThumbHash.Of(width, height, Paint(width, height, alpha));

        Assert.Equal(expected, Convert.ToBase64String(hash));
        Assert.InRange(hash.Length, 1, 25);
    }

    [Fact]
    public void Of_NothingButTransparent_IsWhatItsAuthorsProgramSays() =>
        Assert.Equal("AAiCBQAAAAAAAAAAAAAAAAAAAAAAAAAAAA==", Convert.ToBase64String(ThumbHash.Of(4, 4, new byte[64])));

    [Fact]
    public void DominantColour_MostlyRedAndAFewOthers_IsTheRed()
    {
        byte[] red = [200, 16, 32, 255];
        byte[] rgba = [.. red, .. red, .. red, 202, 18, 34, 255, 0, 0, 255, 255, 0, 255, 0, 255, 255, 255, 255, 0];

        Assert.Equal(new Colour(201, 17, 33), PictureDescription.DominantColour(rgba));
    }

    private static byte[] Paint(int width, int height, bool alpha)
    {
        var pixels = new byte[width * height * 4];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var i = ((y * width) + x) * 4;
                pixels[i] = (byte)((x * 7) + (y * 3));
                pixels[i + 1] = (byte)((x * x) + (y * 5));
                pixels[i + 2] = (byte)(255 * y / height);
                pixels[i + 3] = alpha ? (byte)((x + (y * 2)) * 5) : (byte)255;
            }
        }

        return pixels;
    }
}
