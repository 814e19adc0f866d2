using Bench.Pictures;
using ImageFunctions.Imaging;
using ImageFunctions.Imaging.Vips;
using ImageFunctions.Imaging.Vips.Native;
using ImageFunctions.Settings;
using ImageFunctions.Tests.Fixtures;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace ImageFunctions.Tests.Imaging.Vips;

[Collection(nameof(Alone))]
public class VipsThreadTests
{
    [Fact(Timeout = Patience.Milliseconds)]
    public async Task Read_OnAConversionThread_KeepsItsBuffersUntilTheWorkEnds()
    {
        var options = new ImageOptions { MaxConcurrency = 1 };
        using var threads = new ConversionThreads(options, new VipsEngine(options, NullLogger<VipsEngine>.Instance));

        var (kept, left) = await threads.Run(ReadInStrips, TestContext.Current.CancellationToken).Result;

        Assert.NotEqual(0, kept);
        Assert.Equal(0, left);
    }

    [Fact]
    public void Read_OnAnotherThread_KeepsNothing() => Assert.Equal((0, 0), ReadInStrips());

    // What libvips holds more than before: when the strips have been read, and when the work is done.
    private static (long Kept, long Left) ReadInStrips()
    {
        var before = EngineMemory.Held();
        long kept;
        using (var work = new Work(CancellationToken.None))
        {
            var image = new PixelBuffer(100, 64, 3, new byte[100 * 64 * 3]).ToImage(work);
            var computed = work.Own(image.Cast(VipsBandFormat.UShort));
            var unread = EngineMemory.Held();
            computed.Read(new Box(0, 0, computed.Width, computed.Height), 8, static _ => { });
            kept = EngineMemory.Held() - unread;
        }

        return (kept, EngineMemory.Held() - before);
    }
}
