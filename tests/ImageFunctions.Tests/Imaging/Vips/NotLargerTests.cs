using Bench.Pictures;
using ImageFunctions.Imaging.Vips;
using ImageFunctions.Imaging.Vips.Native;
using ImageFunctions.Requests;
using ImageFunctions.Settings;
using ImageFunctions.Tests.Imaging.Pictures;
using Xunit;

namespace ImageFunctions.Tests.Imaging.Vips;

/// <summary>A variant in its original's own format that is not enlarged is not larger than that.</summary>
public class NotLargerTests
{
    private const int Avif = 4; // of heifsave's compressions

    [Fact]
    public void Make_JpegOfLowQuality_IsAsGoodAsFits() =>
        AssertFits(Save("jpegsave_buffer", Scene.Colourful.Pixels(), operation => operation.Set("Q", 40)), ImageFormat.Jpeg);

    [Fact]
    public void Make_WebPOfLowQuality_IsAsGoodAsFits() =>
        AssertFits(Save("webpsave_buffer", Scene.Colourful.Pixels(), operation => operation.Set("Q", 40)), ImageFormat.WebP);

    [Fact]
    public void Make_AvifOfLowQuality_IsAsGoodAsFits() => AssertFits(
        Save("heifsave_buffer", Scene.Colourful.Pixels(), operation => operation.Set("Q", 35).Set("compression", Avif).Set("effort", 2)),
        ImageFormat.Avif);

    [Fact]
    public void Make_WebPOfLowQualityWithAlpha_Fits()
    {
        var file = Save("webpsave_buffer", Scene.CutOut.Pixels(withAlpha: true), operation => operation.Set("Q", 30).Set("alpha_q", 20));

        Assert.InRange(Making.Make(file, "470x", ImageFormat.WebP).Length, 1, file.Length);
    }

    [Fact]
    public void Make_StillGifOfFewColours_Fits()
    {
        var file = Save("gifsave_buffer", Scene.Colourful.Pixels(), operation => operation.Set("bitdepth", 3).Set("dither", 0.0));

        Assert.InRange(Making.Make(file, "470x", ImageFormat.Gif).Length, 1, file.Length);
    }

    [Fact]
    public void Make_GreyPngOfTwoShades_Fits()
    {
        var file = Save("pngsave_buffer", Discs(600, 600), operation => operation.Set("bitdepth", 1), grey: true);

        Assert.InRange(Making.Make(file, "590x", ImageFormat.Png).Length, 1, file.Length);
    }

    [Theory]
    [InlineData("gifsave_buffer", ImageFormat.Gif, "470x")]
    [InlineData("webpsave_buffer", ImageFormat.WebP, "360x")]
    internal void Make_AnimationOfPixelArt_KeepsItsOwnColours(string saver, ImageFormat format, string size)
    {
        var file = Save(
            saver, Discs(480, 1440), operation => format == ImageFormat.WebP ? operation.Set("lossless", true) : operation, pages: 3);

        var made = Making.Make(file, size, format);

        Assert.InRange(made.Length, 1, file.Length);
        Assert.Equal(3, Making.Look(made, image => image.Pages));
        Assert.InRange(Colours(Making.Pixels(made)).Count(), 1, 4);
    }

    [Theory]
    [InlineData("gifsave_buffer", ImageFormat.Gif, 300, 3, 2, "258x")]
    [InlineData("webpsave_buffer", ImageFormat.WebP, 600, 20, 24, "490x")]
    internal void Make_AnimationOfSquares_StaysAsRegular(
        string saver, ImageFormat format, int side, int square, int colours, string size)
    {
        var drawing = Squares(side, 4 * side, square, colours);
        var file = Save(
            saver, drawing, operation => format == ImageFormat.WebP ? operation.Set("lossless", true) : operation, pages: 4);

        var made = Making.Make(file, size, format);

        Assert.InRange(made.Length, 2048, file.Length);
        Assert.Equal(4, Making.Look(made, image => image.Pages));
        Assert.Subset(Colours(drawing).ToHashSet(), Colours(Making.Pixels(made)).ToHashSet());
    }

    [Fact]
    public void Make_LosslessWebPOfSquares_StaysAsRegular()
    {
        var drawing = Squares(600, 2400, 20, 24);
        var file = Save("webpsave_buffer", drawing, operation => operation.Set("lossless", true));

        var made = Making.Make(file, "490x", ImageFormat.WebP);

        Assert.InRange(made.Length, 2048, file.Length);
        Assert.Subset(Colours(drawing).ToHashSet(), Colours(Making.Pixels(made)).ToHashSet());
    }

    [Fact]
    public void Make_AnimatedGifOfFewColours_LosesWhatItMust()
    {
        var (pixels, tall) = (Scene.Colourful.Pixels(), new byte[480 * 720 * 3]);
        for (var i = 0; i < tall.Length; i++)
        {
            tall[i] = i < tall.Length / 2 ? pixels.Samples[i] : (byte)(255 - pixels.Samples[i - (tall.Length / 2)]);
        }

        var file = Save("gifsave_buffer", new PixelBuffer(480, 720, 3, tall), operation => operation
            .Set("bitdepth", 4).Set("dither", 0.0), pages: 2);

        var made = Making.Make(file, "470x", ImageFormat.Gif);

        Assert.InRange(made.Length, 1, file.Length);
        Assert.Equal(2, Making.Look(made, image => image.Pages));
    }

    [Fact]
    public void Make_SmallLosslessDrawing_KeepsItsLook()
    {
        var file = Save("pngsave_buffer", Discs(72, 72), operation => operation.Set("palette", true).Set("bitdepth", 2));
        Assert.InRange(file.Length, 1, 2047);

        var made = Making.Make(file, "70x", ImageFormat.Png);

        Assert.True(made.Length > file.Length, $"{made.Length} of {file.Length}");
        Assert.True(Colours(Making.Pixels(made)).Count() > 16);
    }

    [Fact]
    public void Make_Enlarged_KeepsItsQuality()
    {
        var file = Save("jpegsave_buffer", Scene.Colourful.Pixels(), operation => operation.Set("Q", 40));
        var same = Making.Make(Save("tiffsave_buffer", PixelBuffer.Decode(file)), "500x", ImageFormat.Jpeg);

        Assert.Equal(same.Length, Making.Make(file, "500x", ImageFormat.Jpeg).Length);
    }

    [Theory]
    [InlineData(1000, false, 2)]
    [InlineData(1100, false, 1)]
    [InlineData(1500, false, 0)]
    [InlineData(1100, true, 2)]
    public void For_LargeWebPThatHadLosses_IsNotTriedWithoutLossNorWithEffort(int side, bool isLossless, int tries)
    {
        VipsLibrary.EnsureLoaded();
        using var work = new Work(CancellationToken.None);
        var finished = FinishedPixels.Of(Discs(side, side).ToImage(work));

        Assert.Equal(tries, CheaperEncodings.For(finished, ImageFormat.WebP, new ImageOptions(), isLossless, _ => []).SameLook.Count);
    }

    [Fact]
    public void For_WebPOfManyPixels_LeavesTriesForItsQuality()
    {
        VipsLibrary.EnsureLoaded();
        using var work = new Work(CancellationToken.None);
        var finished = FinishedPixels.Of(Discs(3840, 2160).ToImage(work));

        var plan = CheaperEncodings.For(finished, ImageFormat.WebP, new ImageOptions(), isLossless: false, _ => []);

        Assert.InRange(EncodingSearch.TriesFor(3840 * 2160, plan.Cost) - plan.SameLook.Count, 6, 8);
    }

    [Fact]
    public void Find_SameLookSuffices_LosesNothing() => Assert.Equal(
        9, EncodingSearch.Find(new byte[12], 10, 10, 1, Ways([11, 9, 8], [7, 6])).Length);

    [Fact]
    public void Find_SameLookIsWithinTheAllowance_LosesNothing() => Assert.Equal(
        11, EncodingSearch.Find(new byte[20], 10, 12, 1, Ways([15, 11], [7, 6])).Length);

    [Fact]
    public void Find_SeveralFit_TakesTheLargest() => Assert.Equal(
        60, EncodingSearch.Find(new byte[99], 60, 60, 1, Ways([], [.. Enumerable.Range(1, 59).Select(less => 80 - less)])).Length);

    [Fact]
    public void Find_NoneFits_TakesTheSmallest() =>
        Assert.Equal(70, EncodingSearch.Find(new byte[99], 60, 60, 1, Ways([90], [75, 70, 72])).Length);

    [Fact]
    public void Find_OneTry_TakesTheLeast() =>
        Assert.Equal(5, EncodingSearch.Find(new byte[99], 60, 60, 4_000_000, Ways([], [80, 60, 40, 20, 5], cost: 1500)).Length);

    [Fact]
    public void Find_MorePixelsThanAViewerWaitsFor_TriesNothing() =>
        Assert.Equal(99, EncodingSearch.Find(new byte[99], 60, 60, 100_000_000, Ways([50], [40], cost: 1500)).Length);

    private static CheaperEncodings Ways(int[] sameLook, int[] lesser, int cost = 1) => new(
        [.. sameLook.Select<int, Func<byte[]>>(length => () => new byte[length])],
        [.. lesser.Select<int, Func<byte[]?>>(length => () => new byte[length])], cost);

    // Neither larger nor much smaller: that would be a worse look than its bytes allow.
    private static void AssertFits(byte[] file, ImageFormat format) =>
        Assert.InRange(Making.Make(file, "470x", format).Length, (int)(0.9 * file.Length), file.Length);

    private static IEnumerable<int> Colours(PixelBuffer picture) => Enumerable.Range(0, picture.Samples.Length / picture.Bands)
        .Select(i => picture.Samples[i * picture.Bands] | (picture.Samples[(i * picture.Bands) + 1] << 8)
            | (picture.Samples[(i * picture.Bands) + 2] << 16))
        .Distinct();

    // Drawn in hard-edged discs and four colours.
    private static PixelBuffer Discs(int width, int height)
    {
        byte[][] colours = [[20, 20, 20], [240, 200, 40], [200, 60, 40], [250, 250, 250]];
        var samples = new byte[width * height * 3];
        for (var i = 0; i < width * height; i++)
        {
            var (x, y) = (i % width, i / width);
            var disc = (int)(((uint)((y / 24 * 1009) + (x / 24)) * 2654435761u) >> 12);
            var (dx, dy, radius) = ((x % 24) - 9 - (disc % 7), (y % 24) - 9 - (disc / 7 % 7), 3 + (disc / 49 % 8));
            colours[(dx * dx) + (dy * dy) < radius * radius ? 1 + (disc / 392 % 3) : 0].CopyTo(samples.AsSpan(i * 3));
        }

        return new PixelBuffer(width, height, 3, samples);
    }

    // Of colours in no order: scaled, their edges have shades, and their corners are cut.
    private static PixelBuffer Squares(int width, int height, int square, int colours)
    {
        var samples = new byte[width * height * 3];
        for (var i = 0; i < width * height; i++)
        {
            var hash = (uint)((i / width / square * 1009) + (i % width / square)) * 2654435761u;
            var colour = 1 + ((int)((hash ^ (hash >> 15)) * 2246822519u >> 16) % colours);
            byte[] channels = [(byte)(colour * 97), (byte)(colour * 57), (byte)(colour * 201)];
            channels.CopyTo(samples.AsSpan(i * 3));
        }

        return new PixelBuffer(width, height, 3, samples);
    }

    private static byte[] Save(
        string saver, PixelBuffer pixels, Func<VipsOperation, VipsOperation>? settings = null, bool grey = false, int pages = 1)
    {
        VipsLibrary.EnsureLoaded();
        using var work = new Work(CancellationToken.None);
        var image = pixels.ToImage(work);
        image = work.Own((grey ? work.Own(image.ToColourSpace(VipsInterpretation.BlackWhite)) : image).Copy());
        if (pages > 1)
        {
            image.Set("page-height", pixels.Height / pages);
        }

        using var operation = new VipsOperation(saver);
        operation.Set("in", image);
        return (settings?.Invoke(operation) ?? operation).RunToBytes();
    }
}
