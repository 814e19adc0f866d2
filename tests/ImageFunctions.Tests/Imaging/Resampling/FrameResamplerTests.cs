using Bench.Pictures;
using ImageFunctions.Imaging;
using ImageFunctions.Imaging.Resampling;
using Xunit;

namespace ImageFunctions.Tests.Imaging.Resampling;

public class FrameResamplerTests
{
    [Theory]
    [InlineData(3, 61, 47, 20, 13, 0, 0, 20, 13)]
    [InlineData(3, 61, 47, 40, 40, 5, 7, 20, 31)]
    [InlineData(4, 200, 150, 31, 90, 3, 0, 9, 90)]
    [InlineData(1, 30, 30, 70, 70, 10, 10, 40, 41)]
    [InlineData(2, 64, 64, 32, 32, 0, 0, 32, 32)]
    [InlineData(4, 200, 150, 31, 9, 3, 1, 9, 7)] // by blocks of six rows
    public void Finish_FramesThatDifferInARectangle_AreThoseOfAWholeResample(
        int bands, int width, int height, int scaledWidth, int scaledHeight, int left, int top, int keptWidth, int keptHeight)
    {
        var random = new Random(width);
        var kept = new Box(left, top, keptWidth, keptHeight);
        var layout = new PixelLayout(bands, HasAlpha: bands % 2 == 0);
        using var frames = new FrameResampler(layout, width, height, scaledWidth, scaledHeight, kept);
        var frame = new byte[width * height * bands];
        random.NextBytes(frame);
        for (var i = 0; i < 8; i++)
        {
            frames.Add(Rows(frame, width * bands, 0, height / 2));
            frames.Add(Rows(frame, width * bands, height / 2, height - (height / 2)));
            frames.Finish();

            var whole = Scale(frame, layout, width, height, scaledWidth, scaledHeight, kept);
            Assert.All(whole, (sample, at) => Assert.InRange(frames.Scaled[at], sample - 1, sample + 1));
            Change(frame, bands, width, height, random);
        }
    }

    [Fact]
    public void Finish_FrameLikeTheOneBefore_IsNotChanged()
    {
        using var frames = new FrameResampler(new PixelLayout(3), 10, 10, 5, 5, new Box(0, 0, 5, 5));
        var frame = new byte[300];
        frames.Add(Rows(frame, 30, 0, 10));
        Assert.True(frames.Finish());

        frames.Add(Rows(frame, 30, 0, 10));

        Assert.False(frames.Finish());
    }

    [Fact]
    public void Finish_FrameThatDiffersOnlyWhereItIsCutOff_IsNotChanged()
    {
        using var frames = new FrameResampler(new PixelLayout(3), 100, 10, 100, 5, new Box(0, 0, 50, 5));
        var frame = new byte[3000];
        frames.Add(Rows(frame, 300, 0, 10));
        frames.Finish();
        frame[(3 * 99) + 1] = 200;

        frames.Add(Rows(frame, 300, 0, 10));

        Assert.False(frames.Finish());
    }

    private static void Change(byte[] frame, int bands, int width, int height, Random random)
    {
        var (left, top) = (random.Next(width), random.Next(height));
        for (var y = top; y < Math.Min(height, top + 6); y++)
        {
            random.NextBytes(frame.AsSpan(((y * width) + left) * bands, Math.Min(9, width - left) * bands));
        }
    }

    private static byte[] Scale(byte[] frame, PixelLayout layout, int width, int height, int scaledWidth, int scaledHeight, Box kept)
    {
        var across = new FilterAxis(width, width, scaledWidth, kept.Left, kept.Width);
        var block = FilterAxis.BlockFor((double)height / scaledHeight);
        var down = new FilterAxis(height, height, scaledHeight, kept.Top, kept.Height, block);
        var picture = new PixelBuffer(width, height, layout.Bands, frame)
            .Cut(across.SourceStart, down.SourceStart, across.SourceEnd - across.SourceStart, down.SourceEnd - down.SourceStart);
        var result = new List<byte>();
        using var resampler = new Resampler(layout, across, down, (_, row) => result.AddRange(row));
        resampler.Add(Rows(picture.Samples, picture.Width * layout.Bytes, 0, picture.Height));
        return [.. result];
    }

    private static PixelRows Rows(byte[] pixels, int length, int from, int count) =>
        new(pixels.AsSpan(from * length), length, count, length);
}
