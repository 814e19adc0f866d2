using Bench.Torture;
using Bench.Torture.Hostile;
using ImageFunctions.Imaging;
using ImageFunctions.Requests;
using ImageFunctions.Tests.Imaging.Pictures;
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

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void Exceeds_Tiff_CountsEveryDirectory(bool bigEndian, bool big)
    {
        var file = TiffBuilder.WithDirectories(250, bigEndian, big);

        Assert.False(FrameCount.Exceeds(SourceKind.Tiff, file, 250));
        Assert.True(FrameCount.Exceeds(SourceKind.Tiff, file, 249));
        Assert.Equal(SourceKind.Tiff, SourceSignature.Detect(file));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Exceeds_TiffWhoseDirectoriesGoInACircle_IsAlwaysTrue(bool big) =>
        Assert.True(FrameCount.Exceeds(SourceKind.Tiff, TiffBuilder.WithDirectories(3, circular: true, big: big), 100_000));

    [Fact]
    public void Exceeds_TiffOfAnEncoder_HasOnePicture()
    {
        var file = Seeds.Save("tiffsave_buffer", 16, 16);

        Assert.False(FrameCount.Exceeds(SourceKind.Tiff, file, 1));
        Assert.True(FrameCount.Exceeds(SourceKind.Tiff, file, 0));
    }

    [Fact]
    public void Exceeds_TiffCutAnywhere_NeverReadsBeyondTheEnd()
    {
        foreach (var file in new[] { TiffBuilder.WithDirectories(3), TiffBuilder.WithDirectories(3, bigEndian: true, big: true) })
        {
            for (var length = 4; length < file.Length; length++)
            {
                Assert.False(FrameCount.Exceeds(SourceKind.Tiff, file.AsSpan(0, length), 3));
            }
        }
    }

    [Fact]
    public void Make_TiffWithTooManyDirectories_IsRefusedBeforeTheCodecCounts()
    {
        Assert.False(Making.TryMake(TiffBuilder.WithDirectories(100_000), "100x100", ImageFormat.Jpeg).Try(out _, out var refusal));

        Assert.Equal(Refusal.TooManyFrames(500), refusal);
    }
}
