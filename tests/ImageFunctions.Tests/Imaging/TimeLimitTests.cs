using Bench.Torture.Hostile;
using ImageFunctions.Imaging;
using ImageFunctions.Requests;
using ImageFunctions.Settings;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace ImageFunctions.Tests.Imaging;

/// <summary>Alone: it reads how much memory the engine holds.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public class Alone;

[Collection(nameof(Alone))]
public class TimeLimitTests
{
    private static readonly ImageOptions Options = new() { MaxConcurrency = 1 };

    // 81 million pixels in 300 kB: seconds of work.
    private static readonly Lazy<byte[]> Slow = new(() => new PngBuilder(9000, 9000).Pixels(9000L * 27001).End());

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Make_Stopped_FreesTheThreadAndTheMemory()
    {
        var before = EngineMemory.Held();
        var engine = new ImageEngine(Options, NullLogger<ImageEngine>.Instance);
        using var threads = new ConversionThreads(Options, engine);
        using var source = new NativeBuffer(Slow.Value.Length);
        Slow.Value.CopyTo(source.GetSpan());
        _ = Dimension.TryParse("400x400", out var dimension);
        using var patience = new CancellationTokenSource();
        using var begun = new ManualResetEventSlim();

        var conversion = threads.Run(
            () =>
            {
                begun.Set();
                return engine.Make(source, new Target(dimension, ImageFormat.Png), patience.Token);
            },
            CancellationToken.None); // so that the result tells when the work itself has ended
        begun.Wait(Cancellation);
        patience.CancelAfter(TimeSpan.FromMilliseconds(50));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => conversion.Result);
        await conversion.Ended;
        Assert.Equal(1, await threads.Run(() => 1, Cancellation).Result);
        Assert.Equal(before, EngineMemory.Held());
    }

    [Fact]
    public async Task Run_Stopped_ItsCallerIsFreeBeforeTheThreadIs()
    {
        using var threads = new ConversionThreads(Options, new ImageEngine(Options, NullLogger<ImageEngine>.Instance));
        using var patience = new CancellationTokenSource();
        using var stubborn = new ManualResetEventSlim();
        var begun = new TaskCompletionSource();

        var conversion = threads.Run(
            () =>
            {
                begun.SetResult();
                stubborn.Wait(Cancellation);
                return 1;
            },
            patience.Token);
        await begun.Task; // what has not begun never does
        await patience.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => conversion.Result);
        Assert.False(conversion.Ended.IsCompleted);
        stubborn.Set();
        await conversion.Ended;
    }
}
