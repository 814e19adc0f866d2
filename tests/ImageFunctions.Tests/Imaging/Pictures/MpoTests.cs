using System.Text;
using Bench.Pictures;
using ImageFunctions.Imaging.Vips;
using ImageFunctions.Imaging.Vips.Native;
using ImageFunctions.Requests;
using ImageFunctions.Settings;
using Xunit;

namespace ImageFunctions.Tests.Imaging.Pictures;

/// <summary>
/// Two pictures in one file (CIPA DC-007), as cameras with two lenses write them: a JPEG with an index of both, and behind its end another
/// with an index of its own. The first is what is shown.
/// </summary>
public class MpoTests
{
    private const int Width = 96;
    private const int Height = 64;

    [Theory]
    [InlineData("48x32", ImageFormat.Jpeg, 1, 80)]
    [InlineData("48x32", ImageFormat.WebP, 1, 80)]
    [InlineData("32x48", ImageFormat.Png, 6, 80)]
    [InlineData("32x48", ImageFormat.Jpeg, 8, 80)]
    [InlineData("96x64", ImageFormat.Jpeg, 1, 100)] // a clean copy may go out
    internal void Make_TwoPictures_ShowsTheFirstUpright(string dimension, ImageFormat format, int orientation, int quality)
    {
        var first = Jpeg(Left(), orientation);
        var options = new ImageOptions { JpegQuality = quality };

        var file = Mpo(first, Jpeg(Right(), orientation));

        var made = Making.Make(file, dimension, format, options);

        // Of as many bytes: a variant is not to be larger than its original.
        Assert.Equal(Making.Make([.. first, .. new byte[file.Length - first.Length]], dimension, format, options), made);
        var pixels = PixelBuffer.Decode(made);
        var (x, y) = orientation switch { 6 => (pixels.Width - 4, 4), 8 => (4, pixels.Height - 4), _ => (4, 4) };
        Assert.True(pixels[x, y, 0] > 200 && pixels[x, y, 2] < 60, $"{pixels[x, y, 0]} {pixels[x, y, 2]}"); // the first's red corner
    }

    [Fact]
    public void Make_TwoPicturesOfTheSizeAsked_SendsTheFirstToItsEndAndNoMore()
    {
        var (first, second) = (Jpeg(Left(), 1), Jpeg(Right(), 1));

        var made = Making.Make(Mpo(first, second), $"{Width}x{Height}", ImageFormat.Jpeg, new ImageOptions { JpegQuality = 100 });

        var scan = first.AsSpan(first.AsSpan().IndexOf((byte[])[0xFF, 0xDA]));
        Assert.True(made.AsSpan().EndsWith(scan), "it is no copy of the first picture");
        Assert.DoesNotContain("MPF", Encoding.Latin1.GetString(made), StringComparison.Ordinal);
    }

    // Red at the left and at the top, on blue.
    private static PixelBuffer Left() => Draw((x, y) => x < 24 || y < 16 ? (240, 20, 30) : (20, 40, 230));

    private static PixelBuffer Right() => Draw((x, _) => x < 12 ? (20, 220, 30) : (230, 230, 230));

    private static PixelBuffer Draw(Func<int, int, (int Red, int Green, int Blue)> colour)
    {
        var samples = new byte[Width * Height * 3];
        for (var i = 0; i < Width * Height; i++)
        {
            var (red, green, blue) = colour(i % Width, i / Width);
            (samples[3 * i], samples[(3 * i) + 1], samples[(3 * i) + 2]) = ((byte)red, (byte)green, (byte)blue);
        }

        return new PixelBuffer(Width, Height, 3, samples);
    }

    private static byte[] Jpeg(PixelBuffer pixels, int orientation)
    {
        VipsLibrary.EnsureLoaded();
        using var work = new Work(CancellationToken.None);
        var image = work.Own(pixels.ToImage(work).Copy());
        if (orientation > 1)
        {
            image.Set("orientation", orientation);
        }

        using var save = new VipsOperation("jpegsave_buffer");
        return save.Set("in", image).Set("Q", 90).Set("optimize_coding", true)
            .Set("keep", orientation > 1 ? VipsKeep.Exif : VipsKeep.None).RunToBytes();
    }

    // 0x00020002: one of two views of the same scene.
    private static byte[] Mpo(byte[] first, byte[] second) =>
        MultiPicture.Join(first, MultiPicture.WithIndex(second), type: 0x00020002);
}
