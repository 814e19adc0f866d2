using Bench.Pictures;
using ImageFunctions.Imaging;
using ImageFunctions.Imaging.Vips;
using ImageFunctions.Imaging.Vips.Native;
using ImageFunctions.Requests;
using ImageFunctions.Settings;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace ImageFunctions.Tests.Imaging.Pictures;

public class AnimationTests
{
    private static readonly (byte Red, byte Green, byte Blue)[] Colours = [(250, 20, 20), (20, 250, 20), (20, 20, 250)];
    private static readonly int[] Delays = [70, 200, 500];

    [Theory]
    [InlineData("gifsave_buffer", ImageFormat.Gif)]
    [InlineData("gifsave_buffer", ImageFormat.WebP)]
    [InlineData("webpsave_buffer", ImageFormat.Gif)]
    [InlineData("webpsave_buffer", ImageFormat.WebP)]
    internal void Make_AnimationInFormatThatAnimates_KeepsFramesDelaysAndLoop(string save, ImageFormat format)
    {
        var made = Making.Make(Animation(save, loop: 3), "40x40", format);

        Making.Look(made, image =>
        {
            Assert.Equal(3, image.Pages);
            Assert.Equal((40, 120), (image.Width, image.Height));
            Assert.Equal(Delays, image.GetInts("delay"));
            Assert.Equal(3, image.GetInt("loop", -1));
            return 0;
        });
    }

    [Theory]
    [InlineData(ImageFormat.Gif)]
    [InlineData(ImageFormat.WebP)]
    internal void Make_Animation_NoFrameBleedsIntoItsNeighbour(ImageFormat format)
    {
        var pixels = Making.Pixels(Making.Make(Animation("gifsave_buffer"), "40x40", format));

        for (var frame = 0; frame < Colours.Length; frame++)
        {
            foreach (var row in new[] { 0, 20, 39 })
            {
                var y = (frame * 40) + row;
                Assert.InRange(pixels[20, y, 0], Colours[frame].Red - 12, Colours[frame].Red + 12);
                Assert.InRange(pixels[20, y, 1], Colours[frame].Green - 12, Colours[frame].Green + 12);
                Assert.InRange(pixels[20, y, 2], Colours[frame].Blue - 12, Colours[frame].Blue + 12);
            }
        }
    }

    [Theory]
    [InlineData(ImageFormat.Jpeg)]
    [InlineData(ImageFormat.Png)]
    [InlineData(ImageFormat.Avif)]
    internal void Make_AnimationInStillFormat_GivesFirstFrame(ImageFormat format)
    {
        EngineUnderTest.SkipUnlessItWrites(format);
        var pixels = PixelBuffer.Decode(Making.Make(Animation("gifsave_buffer"), "40x40", format));

        Assert.Equal((40, 40), (pixels.Width, pixels.Height));
        Assert.InRange(pixels[20, 20, 0], 235, 255);
        Assert.InRange(pixels[20, 20, 1], 0, 40);
    }

    [Theory]
    [InlineData("200x100", false, 80, 40)]
    [InlineData("200x100:contain", false, 160, 80)]
    [InlineData("200x", false, 80, 80)]
    [InlineData("40x20", false, 40, 20)]
    [InlineData("200x100", true, 200, 100)]
    public void Make_AnimationSmallerThanItsBox_IsEnlargedOnlyWhereThatIsWanted(string dimension, bool enlarge, int width, int height)
    {
        var options = new ImageOptions { EnlargeAnimations = enlarge };

        var made = Making.Make(Animation("gifsave_buffer"), dimension, ImageFormat.WebP, options);

        Assert.Equal((width, 3 * height), Making.Look(made, image => (image.Width, image.Height)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void MemoryFor_AnimationSmallerThanItsBox_GrowsOnlyWhereItIsEnlarged(bool enlarge)
    {
        EngineUnderTest.SkipUnlessItWrites(ImageFormat.WebP);
        using var source = NativeBuffer.CopyOf(Animation("webpsave_buffer"));
        var engine = new ImageEngine(new ImageOptions { EnlargeAnimations = enlarge }, NullLogger<ImageEngine>.Instance);
        _ = engine.Open(source, CancellationToken.None).Try(out var opened, out _);
        using var animation = opened!;

        Assert.Equal(enlarge, MemoryFor("2000x1000") > MemoryFor("80x40"));

        long MemoryFor(string box) =>
            animation.MemoryFor([new Target(Dimension.TryParse(box, out var dimension) ? dimension : default, ImageFormat.WebP)]);
    }

    [Theory]
    [InlineData("gifsave_buffer", ImageFormat.Gif)]
    [InlineData("webpsave_buffer", ImageFormat.Gif)]
    [InlineData("webpsave_buffer", ImageFormat.WebP)]
    internal void Make_AnimationOfHundredsOfFrames_KeepsAllDelays(string save, ImageFormat format)
    {
        var made = Making.Make(Animation(save, frames: 300), "40x40", format);

        var delays = Making.Look(made, image => image.GetInts("delay"));
        Assert.Equal(Enumerable.Range(0, 300).Select(frame => Delays[frame % 3]), delays);
    }

    [Fact]
    public void Make_OneFrameAnimation_GivesStill()
    {
        var made = Making.Make(Animation("webpsave_buffer", frames: 1), "40x40", ImageFormat.WebP);

        Assert.Equal(1, Making.Look(made, image => image.Pages));
        Assert.Equal(-1, made.AsSpan().IndexOf("ANIM"u8));
    }

    [Fact]
    public void Make_AnimationCropped_CutsAllFramesAlike()
    {
        // The left half is dark in each frame, and the crop keeps it.
        var made = Making.Make(
            Animation("gifsave_buffer", width: 160, darkLeft: true), "40x40", ImageFormat.WebP, focal: new FocalPoint(0, 0.5));

        var pixels = Making.Pixels(made);
        for (var frame = 0; frame < Colours.Length; frame++)
        {
            Assert.InRange(pixels[20, (frame * 40) + 20, 0] + pixels[20, (frame * 40) + 20, 1] + pixels[20, (frame * 40) + 20, 2], 0, 60);
        }
    }

    private static byte[] Animation(string save, int frames = 3, int width = 80, bool darkLeft = false, int loop = 0)
    {
        VipsLibrary.EnsureLoaded();
        using var work = new Work(CancellationToken.None);
        var tall = Tall(frames, width, darkLeft).ToImage(work);
        tall.Set("page-height", 80);
        tall.Set("delay", [.. Enumerable.Range(0, frames).Select(frame => Delays[frame % 3])]);
        tall.Set("loop", loop);
        using var operation = new VipsOperation(save);
        return operation.Set("in", tall).RunToBytes();
    }

    private static PixelBuffer Tall(int frames, int width, bool darkLeft)
    {
        var samples = new byte[width * 80 * frames * 3];
        for (var i = 0; i < samples.Length; i += 3)
        {
            var x = i / 3 % width;
            var colour = Colours[i / 3 / width / 80 % 3];
            (samples[i], samples[i + 1], samples[i + 2]) = darkLeft && x < width / 2 ? ((byte)0, (byte)0, (byte)0) : colour;
        }

        return new PixelBuffer(width, 80 * frames, 3, samples);
    }
}
