using ImageFunctions.Imaging.Gif;
using ImageFunctions.Imaging.Vips;
using ImageFunctions.Requests;
using ImageFunctions.Tests.Fixtures;
using ImageFunctions.Tests.Imaging.Pictures;
using Xunit;

namespace ImageFunctions.Tests.Imaging.Gif;

public class GifCanvasTests
{
    private const int Size = 40;
    private const byte Red = 1, Green = 2;
    private const int Stay = 1, RestoreBackground = 2, RestorePrevious = 3;

    public GifCanvasTests() => VipsLibrary.EnsureLoaded();

    [Theory]
    [InlineData(ImageFormat.Gif, 1)]
    [InlineData(ImageFormat.WebP, 1)]
    [InlineData(ImageFormat.Png, 1)]
    [InlineData(ImageFormat.Gif, 2)]
    [InlineData(ImageFormat.WebP, 2)]
    [InlineData(ImageFormat.Png, 2)]
    internal void Make_CanvasThatNoFrameCovers_IsTransparent(ImageFormat format, int frames)
    {
        var left = new Frame(0, 20, Red, Stay);
        var file = frames == 1 ? Gif(left) : Gif(left, new Frame(0, 20, Green, Stay));

        var pixels = Making.Pixels(Making.Make(file, "20x20", format));

        for (var top = 0; top < pixels.Height; top += 20)
        {
            Assert.Equal((255, 0), (pixels[4, top + 10, 3], pixels[15, top + 10, 3]));
            Assert.InRange(pixels[4, top + 10, top == 0 ? 0 : 1], 230, 255);
        }
    }

    [Theory]
    [InlineData(ImageFormat.Gif, RestoreBackground)]
    [InlineData(ImageFormat.WebP, RestoreBackground)]
    [InlineData(ImageFormat.Gif, RestorePrevious)]
    [InlineData(ImageFormat.WebP, RestorePrevious)]
    internal void Make_FrameThatIsTakenAway_LeavesTheCanvasTransparent(ImageFormat format, int disposal)
    {
        var file = Gif(new Frame(0, Size, Red, disposal), new Frame(20, 20, Green, Stay));

        var made = Making.Make(file, "20x20", format);

        // Not by libvips alone, which takes what a GIF restores to the background for opaque.
        var pixels = Making.Pixels(Making.Make(made, "20x20", ImageFormat.WebP));
        Assert.Equal((255, 255), (pixels[4, 10, 3], pixels[15, 10, 3]));
        Assert.Equal((0, 255), (pixels[4, 30, 3], pixels[15, 30, 3]));
        Assert.InRange(pixels[15, 30, 1], 230, 255);
        Assert.Equal([50, 50], Making.Look(made, image => image.GetInts("delay")));
    }

    [Fact]
    public void Make_BackgroundUnderAFrameThatIsTakenAway_IsTransparent()
    {
        var whole = new Frame(0, Size, Red, RestoreBackground);
        var file = Gif(whole, whole with { Index = Green, Disposal = RestorePrevious }, new Frame(20, 20, Green, Stay));

        var pixels = Making.Pixels(Making.Make(file, "20x20", ImageFormat.WebP));

        Assert.Equal((255, 255, 0), (pixels[4, 10, 3], pixels[4, 30, 3], pixels[4, 50, 3]));
    }

    [Fact]
    public void Make_BareCanvasInFormatWithoutTransparency_IsTheBackground()
    {
        var pixels = Making.Pixels(Making.Make(Gif(new Frame(0, 20, Red, Stay)), "20x20", ImageFormat.Jpeg));

        Assert.InRange(pixels[15, 10, 0], 250, 255);
    }

    [Fact]
    public void Make_BareCanvasAroundManyColours_KeepsEveryPixelOpaque()
    {
        var file = TestImages.Gif(64, 48, 1);
        var before = Making.Pixels(file);
        file[6] += 16; // the screen, wider than its frame

        var after = Making.Pixels(Making.Make(file, "80x48", ImageFormat.Png));

        for (var (x, y) = (0, 0); y < 48; (x, y) = x == 79 ? (0, y + 1) : (x + 1, y))
        {
            Assert.Equal(x < 64 ? 255 : 0, after[x, y, 3]);
            Assert.Equal(x < 64 ? before[x, y, 0] : after[x, y, 0], after[x, y, 0]);
        }
    }

    [Fact]
    public void Make_BareCanvasThatIsAlreadyWhatWasAsked_SendsTheOriginalsBytes()
    {
        var file = Gif(new Frame(0, 2, Red, Stay));

        Assert.Equal(file, Making.Make(file, "40x40", ImageFormat.Gif));
    }

    [Fact]
    public void WithTransparency_FilesThatCoverTheirCanvasOrHaveATransparentColour_LeavesThemAlone()
    {
        var whole = new Frame(0, Size, Red, RestoreBackground);
        var part = new Frame(0, 20, Red, RestoreBackground);

        Assert.Null(GifCanvas.WithTransparency(Gif(whole)));
        Assert.Null(GifCanvas.WithTransparency(Gif(whole, whole, whole)));
        Assert.Null(GifCanvas.WithTransparency(Gif(whole with { Disposal = Stay }, part with { Disposal = Stay })));
        Assert.Null(GifCanvas.WithTransparency(Gif(part with { IsTransparent = true }, part with { IsTransparent = true })));
    }

    [Fact]
    public void WithTransparency_FileThatBreaksOffAnywhere_IsReadNoFurther()
    {
        var file = Gif(new Frame(0, 4, Red, RestoreBackground), new Frame(6, 4, Green, RestorePrevious), new Frame(9, 2, Green, Stay));

        for (var length = 0; length <= file.Length; length++)
        {
            using var made = GifCanvas.WithTransparency(file.AsSpan(0, length));
            Assert.True(made is null || (made.Length - length) % 8 == 0);
        }
    }

    // Frames of one colour and the canvas' height; before each pixel the codes start anew, so that all have three bits.
    private static byte[] Gif(params Frame[] frames)
    {
        using var file = new MemoryStream();
        file.Write("GIF89a"u8);
        file.Write([Size, 0, Size, 0, 0x81, 0, 0, 0, 0, 250, 250, 0, 0, 0, 250, 0, 250, 250, 250]);
        foreach (var frame in frames)
        {
            file.Write([0x21, 0xF9, 4, (byte)((frame.Disposal << 2) | (frame.IsTransparent ? 1 : 0)), 5, 0, 3, 0]);
            file.Write([0x2C, (byte)frame.Left, 0, 0, 0, (byte)frame.Width, 0, Size, 0, 0, 2]);
            var codes = Enumerable.Range(0, frame.Width * Size).SelectMany(_ => new[] { 4, frame.Index }).Append(5);
            var bits = codes.SelectMany(code => new[] { code & 1, (code >> 1) & 1, code >> 2 });
            foreach (var block in bits.Chunk(8).Select(Byte).Chunk(255))
            {
                file.Write([(byte)block.Length, .. block]);
            }

            file.WriteByte(0);
        }

        file.WriteByte(0x3B);
        return file.ToArray();

        static byte Byte(int[] bits) => (byte)bits.Select((bit, i) => bit << i).Sum();
    }

    private readonly record struct Frame(int Left, int Width, byte Index, int Disposal, bool IsTransparent = false);
}
