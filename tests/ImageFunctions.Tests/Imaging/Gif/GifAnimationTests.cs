using ImageFunctions.Imaging.Gif;
using ImageFunctions.Imaging.Vips;
using ImageFunctions.Tests.Imaging.Pictures;
using Xunit;

namespace ImageFunctions.Tests.Imaging.Gif;

/// <summary>What is written is read back by libvips' decoder, which shares nothing with the writer.</summary>
public class GifAnimationTests
{
    private const int Transparent = 0;

    public GifAnimationTests() => VipsLibrary.EnsureLoaded();

    [Theory]
    [InlineData(1, 1, 1, 1)]
    [InlineData(7, 5, 1, 2)]
    [InlineData(40, 30, 9, 3)]
    [InlineData(64, 64, 12, 200)]
    [InlineData(64, 64, 12, 255)]
    public void Write_ColoursThatATableHolds_AreAllAsTheyWere(int width, int height, int frames, int colours)
    {
        var pictures = Scenes(width, height, frames, colours, holes: false);

        var read = Read(Write(width, height, pictures));

        Assert.Equal(pictures, read);
    }

    [Theory]
    [InlineData(7, 5, 3, 2)]
    [InlineData(40, 30, 20, 6)]
    [InlineData(64, 64, 20, 255)]
    public void Write_PixelsThatComeAndVanish_AreTransparentWhereTheyWere(int width, int height, int frames, int colours)
    {
        var pictures = Scenes(width, height, frames, colours, holes: true);

        var read = Read(Write(width, height, pictures));

        Assert.Equal(pictures, read);
    }

    [Fact]
    public void Write_FirstFrameWithATransparentMargin_CoversNoMoreThanItsPixels()
    {
        var picture = new uint[40 * 30];
        for (var i = 0; i < 10 * 5; i++)
        {
            picture[((7 + (i / 10)) * 40) + 20 + (i % 10)] = Colour(3);
        }

        var made = Write(40, 30, [picture, picture]);

        var first = made.AsSpan().IndexOf((byte)0x2C) + 1; // GIF89a, section 20
        Assert.Equal([20, 0, 7, 0, 10, 0, 5, 0], made.AsSpan(first, 8).ToArray());
        Assert.Equal([picture, picture], Read(made));
    }

    [Fact]
    public void Write_NoiseThatFillsTheTableOfStrings_IsAsItWas()
    {
        var random = new Random(1);
        var noise = Enumerable.Range(0, 3)
            .Select(_ => Enumerable.Range(0, 200 * 200).Select(_ => Colour(random.Next(255))).ToArray()).ToList();

        Assert.Equal(noise, Read(Write(200, 200, noise)));
    }

    [Fact]
    public void Write_FramesThatAreEqual_AreAllThere()
    {
        var picture = Scenes(20, 20, 1, 5, holes: false)[0];

        var made = Write(20, 20, [picture, picture, picture]);

        Assert.Equal([picture, picture, picture], Read(made));
        Assert.Equal([40, 60, 80], Making.Look(made, image => image.GetInts("delay")));
    }

    [Fact]
    public void Write_FrameThatDiffersInAPixel_CostsAFewBytes()
    {
        var picture = Scenes(200, 200, 1, 200, holes: false)[0];
        var other = picture.ToArray();
        other[5000] ^= 0x00FFFFFF;

        Assert.InRange(Write(200, 200, [picture, other]).Length - Write(200, 200, [picture]).Length, 20, 40);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public void Write_Loop_IsKept(int loop)
    {
        var made = Write(4, 4, Scenes(4, 4, 2, 3, holes: false), loop);

        Assert.Equal(loop, Making.Look(made, image => image.GetInt("loop", -1)));
    }

    [Theory]
    [InlineData(3, 200)]
    [InlineData(4, 200)]
    [InlineData(1, 128)]
    [InlineData(2, 128)]
    public void Write_GreyOrColourWithOrWithoutAlpha_IsRead(int bands, int value)
    {
        using var gif = new GifAnimation(2, 1, 0, GifLoss.Usual, CancellationToken.None);
        var samples = Enumerable.Repeat((byte)value, 2 * bands).ToArray();
        if (bands % 2 == 0)
        {
            (samples[bands - 1], samples[^1]) = (255, 0);
        }

        gif.Add(samples, bands, 10);
        gif.Add(samples, bands, 10);

        var expected = Colour3(value, value, value);
        uint[] frame = [expected, bands % 2 == 0 ? Transparent : expected];
        Assert.Equal([frame, frame], Read(gif.Finish()));
    }

    [Fact]
    public void Write_MoreColoursThanATableHolds_StaysNearAndOnAverageNearer()
    {
        // A gradient in two directions: 128 x 128 colours.
        var gradient = Enumerable.Range(0, 128 * 128).Select(i => Colour3(i % 128 * 2, i / 128 * 2, 100)).ToArray();

        var read = Read(Write(128, 128, [gradient, gradient]))[0];

        Assert.InRange(Worst(gradient, read), 1, 40);
        Assert.All(Means(gradient).Zip(Means(read)), pair => Assert.InRange(Math.Abs(pair.First - pair.Second), 0, 2));
    }

    [Fact]
    public void Write_ScenesOfOtherColours_HaveTablesOfTheirOwn()
    {
        // More pixels than are held for one table.
        var pictures = Enumerable.Range(0, 12).Select(frame => Enumerable.Range(0, 600 * 600).Select(i =>
        {
            var (one, other) = (((i * 7) + frame) % 256, i / 1500 % 256);
            return frame < 6 ? Colour3(one, other, 0) : Colour3(0, one, other);
        }).ToArray()).ToList();

        var read = Read(Write(600, 600, pictures));

        Assert.InRange(Distance(pictures[0], read[0]), 0, 12);
        Assert.InRange(Distance(pictures[11], read[11]), 0, 12);
    }

    [Fact]
    public void Write_FlatGroundBesideManyColours_StaysFlat()
    {
        var random = new Random(2);
        var picture = Enumerable.Range(0, 200 * 200)
            .Select(i => i < 20000 ? Colour3(random.Next(256), random.Next(256), random.Next(256)) : Colour3(251, 249, 247)).ToArray();

        var read = Read(Write(200, 200, [picture, picture]))[0];

        Assert.Single(read[^10000..].Distinct());
    }

    [Fact]
    public void Write_PixelThatHardlyDiffers_DriftsNoFurtherThanThat()
    {
        var frames = Enumerable.Range(0, 60).Select(i => Enumerable.Repeat(Colour3(100 + i, 50, 50), 16).ToArray()).ToList();

        var read = Read(Write(4, 4, frames));

        Assert.All(frames.Zip(read), pair => Assert.InRange(Worst(pair.First, pair.Second), 0, 4));
    }

    [Fact]
    public void Write_Stopped_Ends()
    {
        using var stop = new CancellationTokenSource();
        using var gif = new GifAnimation(4, 4, 0, GifLoss.Usual, stop.Token);
        gif.Add(new byte[64], 4, 10);
        stop.Cancel();

        Assert.Throws<OperationCanceledException>(() => gif.Add(new byte[64], 4, 10));
        Assert.Throws<OperationCanceledException>(gif.Finish);
    }

    private static byte[] Write(int width, int height, List<uint[]> pictures, int loop = 0)
    {
        using var gif = new GifAnimation(width, height, loop, GifLoss.Usual, CancellationToken.None);
        for (var i = 0; i < pictures.Count; i++)
        {
            gif.Add([.. pictures[i].SelectMany(BitConverter.GetBytes)], 4, 40 + (20 * i));
        }

        return gif.Finish();
    }

    // Each frame by itself, what is transparent as 0.
    private static List<uint[]> Read(byte[] file) => Making.Look(file, image =>
    {
        var (samples, bands) = (image.ToArray(), image.Bands);
        var pixels = Enumerable.Range(0, samples.Length / bands).Select(i => samples.AsSpan(i * bands, bands).ToArray())
            .Select(pixel => bands == 4 && pixel[3] == 0 ? Transparent : Colour3(pixel[0], pixel[1], pixel[2])).ToArray();
        return pixels.Chunk(pixels.Length / image.Pages).ToList();
    });

    // Rectangles of random colours, one more with each frame; some of them holes.
    private static List<uint[]> Scenes(int width, int height, int frames, int colours, bool holes)
    {
        var random = new Random(width + frames + colours);
        var picture = Enumerable.Range(0, width * height).Select(i => holes && i % 3 == 0 ? Transparent : Colour(i % colours)).ToArray();
        var pictures = new List<uint[]>();
        for (var frame = 0; frame < frames; frame++)
        {
            pictures.Add([.. picture]);
            var (left, top) = (random.Next(width), random.Next(height));
            var colour = holes && random.Next(2) == 0 ? Transparent : Colour(random.Next(colours));
            for (var y = top; y < Math.Min(height, top + 1 + random.Next(height)); y++)
            {
                picture.AsSpan((y * width) + left, Math.Min(width - left, 9)).Fill(colour);
            }
        }

        return pictures;
    }

    // 255 colours, each far from the others.
    private static uint Colour(int index) => Colour3(index % 7 * 42, index / 7 % 7 * 42, index / 49 * 42);

    private static uint Colour3(int red, int green, int blue) => (uint)(red | (green << 8) | (blue << 16)) | 0xFF000000;

    private static int Worst(uint[] a, uint[] b) => Apart(a, b).Max(channels => channels.Max());

    private static double Distance(uint[] a, uint[] b) => Apart(a, b).Average(channels => channels.Average());

    private static IEnumerable<int[]> Apart(uint[] a, uint[] b) => a.Zip(
        b, (one, other) => Channels(one).Zip(Channels(other), (x, y) => Math.Abs(x - y)).ToArray());

    private static double[] Means(uint[] picture) =>
        [.. Enumerable.Range(0, 3).Select(channel => picture.Average(pixel => Channels(pixel)[channel]))];

    private static int[] Channels(uint pixel) => [(int)(pixel & 0xFF), (int)(pixel >> 8 & 0xFF), (int)(pixel >> 16 & 0xFF)];
}
