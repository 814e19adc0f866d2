using Bench.Torture;
using ImageFunctions.Imaging;
using ImageFunctions.Imaging.Vips;
using ImageFunctions.Imaging.Vips.Native;
using Xunit;

namespace ImageFunctions.Tests.Imaging;

public class WebPCanvasTests
{
    [Fact]
    public void SizeOf_EveryKindOfWebP_IsWhatItsDecoderSays()
    {
        var seeds = WebPs();

        Assert.Equal(3, seeds.Count);
        Assert.All(seeds, seed =>
        {
            using var file = NativeBuffer.CopyOf(seed.Content);
            using var operation = new VipsOperation("webpload_buffer").Set("buffer", file);
            using var decoded = operation.Run();

            Assert.Equal((decoded.Width, decoded.Height), WebPCanvas.SizeOf(seed.Content));
        });
    }

    [Fact]
    public void OpenHeader_WebP_IsOfOnePixel()
    {
        foreach (var (_, content) in WebPs())
        {
            using var file = NativeBuffer.CopyOf(content);
            using var header = Loader.OpenHeader(SourceKind.WebP, file);

            Assert.True(header.Width * header.Height <= 2, $"{header.Width}×{header.Height}");
        }
    }

    [Fact]
    public void SizeOf_CutAnywhere_NeverReadsBeyondTheEnd()
    {
        foreach (var (_, content) in WebPs())
        {
            var whole = WebPCanvas.SizeOf(content);
            for (var length = 0; length < content.Length; length++)
            {
                Assert.True(WebPCanvas.SizeOf(content.AsSpan(0, length)) is not { } size || size == whole);
            }
        }
    }

    private static List<(string Name, byte[] Content)> WebPs() =>
        [.. Seeds.All().Where(seed => seed.Name.EndsWith(".webp", StringComparison.Ordinal))];
}
