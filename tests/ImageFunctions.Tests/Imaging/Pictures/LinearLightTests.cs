using Bench.Pictures;
using ImageFunctions.Imaging.Vips;
using ImageFunctions.Imaging.Vips.Native;
using ImageFunctions.Requests;
using ImageFunctions.Settings;
using Xunit;

namespace ImageFunctions.Tests.Imaging.Pictures;

/// <summary>Half of the light is the number 188, not 128: what mixing sRGB's numbers darkens, as seen in whole variants.</summary>
public class LinearLightTests
{
    [Theory]
    [InlineData("pngsave_buffer", true, 188)]
    [InlineData("tiffsave_buffer", true, 188)]
    [InlineData("gifsave_buffer", true, 188)]
    [InlineData("pngsave_buffer", false, 128)]
    public void Make_OnePixelCheckerboard_GivesHalfOfTheLight(string saver, bool linearLight, int expected)
    {
        var file = Save(saver, Checkerboard(800, 1), op => op);

        var pixels = PixelBuffer.Decode(Making.Make(file, "100x100", ImageFormat.Png, new ImageOptions { LinearLight = linearLight }));

        Assert.All(pixels.Samples, sample => Assert.InRange(sample, expected - 2, expected + 2));
    }

    [Fact]
    public void Make_WebPScaledByLessThanFour_IsNotMixedByItsDecoder()
    {
        var file = Save("webpsave_buffer", Checkerboard(300, 1), op => op.Set("lossless", true));

        var pixels = PixelBuffer.Decode(Making.Make(file, "100x100", ImageFormat.Png));

        Assert.All(pixels.Samples, sample => Assert.InRange(sample, 180, 196));
    }

    [Fact]
    public void Make_CoarseCheckerboardAsJpeg_StaysLight()
    {
        var file = Save("jpegsave_buffer", Checkerboard(800, 8), op => op.Set("Q", 95));

        var pixels = PixelBuffer.Decode(Making.Make(file, "200x200", ImageFormat.Png));

        // Squares of 2 pixels: their edges are mixed, half of their light remains.
        Assert.InRange(pixels.Samples.Average(sample => Light(sample)), 0.48, 0.52);
    }

    [Fact]
    public void Make_ProgressiveJpegThatTheDecoderShrinks_StaysLight()
    {
        var file = Save("jpegsave_buffer", Checkerboard(1600, 16), op => op.Set("Q", 95).Set("interlace", true));

        var pixels = PixelBuffer.Decode(Making.Make(file, "100x100", ImageFormat.Png));

        // What the decoder shrinks is mixed as numbers. It leaves the resampler squares of a pixel.
        Assert.True(pixels.Samples.Average(sample => (double)sample) >= 180);
    }

    [Fact]
    public void Make_HalfTransparentEdgeBetweenRedAndGreen_HasNoDarkSeam()
    {
        // Transparent by half on both sides of the edge.
        var samples = new byte[400 * 400 * 4];
        for (var i = 0; i < 400 * 400; i++)
        {
            var (x, left) = (i % 400, i % 400 < 200);
            var alpha = x is >= 196 and < 204 ? (byte)128 : (byte)255;
            (samples[i * 4], samples[(i * 4) + 1], samples[(i * 4) + 3]) = (left ? (byte)255 : (byte)0, left ? (byte)0 : (byte)255, alpha);
        }

        var file = Save("pngsave_buffer", new PixelBuffer(400, 400, 4, samples), op => op);

        var pixels = Making.Pixels(Making.Make(file, "100x100", ImageFormat.Png));

        for (var x = 0; x < 100; x++)
        {
            var light = Light(pixels[x, 50, 0]) + Light(pixels[x, 50, 1]);
            Assert.InRange(light, 0.97, 1.03);
        }
    }

    [Fact]
    public void Make_HalfTransparentWhiteOnBlack_IsHalfOfTheLight()
    {
        var file = Save(
            "pngsave_buffer",
            new PixelBuffer(20, 20, 4, [.. Enumerable.Range(0, 1600).Select(i => i % 4 == 3 ? (byte)128 : (byte)255)]), op => op);

        var pixels = PixelBuffer.Decode(
            Making.Make(file, "20x20", ImageFormat.Jpeg, new ImageOptions { Background = new Colour(0, 0, 0), JpegQuality = 100 }));

        Assert.All(pixels.Samples, sample => Assert.InRange(sample, 186, 190));
    }

    [Theory]
    [InlineData(ImageFormat.Gif)]
    [InlineData(ImageFormat.WebP)]
    internal void Make_AnimatedCheckerboards_AreHalfOfTheLightInEveryFrame(ImageFormat format)
    {
        EngineUnderTest.SkipUnlessItWrites(format);
        var file = Animation(3, 200);

        var pixels = Making.Pixels(Making.Make(file, "50x50", format, new ImageOptions { WebpQuality = 100 }));

        Assert.Equal((50, 150), (pixels.Width, pixels.Height));
        for (var y = 0; y < 150; y++)
        {
            Assert.InRange(pixels[40, y, 1], 180, 196);
        }
    }

    private static byte[] Animation(int frames, int side)
    {
        VipsLibrary.EnsureLoaded();
        using var work = new Work(CancellationToken.None);
        var pictures = Enumerable.Range(0, frames).Select(frame => Marked(Checkerboard(side, 1), frame).ToImage(work)).ToArray();
        var animation = work.Own(work.Own(VipsOperations.Tile(pictures, across: 1)).Copy());
        animation.Set("page-height", side);
        using var save = new VipsOperation("gifsave_buffer");
        return save.Set("in", animation).RunToBytes();
    }

    // Encoders keep one of frames that are the same.
    private static PixelBuffer Marked(PixelBuffer picture, int frame)
    {
        for (var i = 0; i < picture.Samples.Length; i++)
        {
            var (x, y) = (i / 3 % picture.Width, i / 3 / picture.Width);
            picture.Samples[i] = x < 40 && y < 40 ? (byte)(frame * 80) : picture.Samples[i];
        }

        return picture;
    }

    private static PixelBuffer Checkerboard(int side, int square) => new(side, side, 3, [.. Enumerable.Range(0, side * side * 3).Select(i =>
    {
        var (x, y) = (i / 3 % side / square, i / 3 / side / square);
        return (x + y) % 2 == 0 ? (byte)255 : (byte)0;
    })]);

    private static byte[] Save(string operation, PixelBuffer pixels, Func<VipsOperation, VipsOperation> options)
    {
        VipsLibrary.EnsureLoaded();
        using var work = new Work(CancellationToken.None);
        using var save = new VipsOperation(operation);
        return options(save).Set("in", pixels.ToImage(work)).RunToBytes();
    }

    private static double Light(byte number) => ImageFunctions.Imaging.Resampling.SrgbCurve.ToLight(number / 255.0);
}
