using ImageFunctions.Imaging;
using Torture;
using Torture.Hostile;
using Xunit;

namespace ImageFunctions.Tests.Imaging;

public class FrameCountTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(250)]
    public void Exceeds_Gif_CountsEveryFrame(int frames)
    {
        var file = GifBuilder.WithFrames(3, 3, frames);

        Assert.False(FrameCount.Exceeds(SourceKind.Gif, file, frames));
        Assert.True(FrameCount.Exceeds(SourceKind.Gif, file, frames - 1));
    }

    [Fact]
    public void Exceeds_GifAndWebPOfAnEncoder_CountsItsThreeFrames()
    {
        foreach (var (name, content) in Seeds.All().Where(seed => seed.Name.StartsWith("animated.", StringComparison.Ordinal)))
        {
            var kind = SourceSignature.Detect(content);

            Assert.False(FrameCount.Exceeds(kind, content, 3), name);
            Assert.True(FrameCount.Exceeds(kind, content, 2), name);
        }
    }

    [Fact]
    public void Exceeds_CutAnywhere_NeverReadsBeyondTheEnd()
    {
        foreach (var (_, content) in Seeds.All().Where(seed => seed.Name.StartsWith("animated.", StringComparison.Ordinal)))
        {
            var kind = SourceSignature.Detect(content);
            for (var length = 0; length < content.Length; length++)
            {
                Assert.False(FrameCount.Exceeds(kind, content.AsSpan(0, length), 3));
            }
        }
    }

    [Fact]
    public void Exceeds_StillKinds_AreNeverCounted() =>
        Assert.False(FrameCount.Exceeds(SourceKind.Jpeg, GifBuilder.WithFrames(1, 1, 5), 0));
}
