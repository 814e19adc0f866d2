using ImageFunctions.Imaging;
using ImageFunctions.Settings;
using ImageFunctions.Tests.Fixtures;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace ImageFunctions.Tests.Imaging;

public sealed class ConversionThreadsTests : IDisposable
{
    private static readonly ImageOptions Options = new() { MaxConcurrency = 1 };

    private readonly ConversionThreads threads = new(Options, new ImageEngine(Options, NullLogger<ImageEngine>.Instance));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => threads.Dispose();

    [Fact(Timeout = Patience.Milliseconds)]
    public async Task Run_Function_RunsOnAThreadOfItsOwn()
    {
        var conversion = threads.Run(() => (Thread.CurrentThread.IsThreadPoolThread, Thread.CurrentThread.Name), Cancellation);

        Assert.Equal((false, "conversion 0"), await conversion.Result);
        await conversion.Ended;
    }

    [Fact(Timeout = Patience.Milliseconds)]
    public async Task Run_FunctionFails_TellsItAndGoesOn()
    {
        var failing = threads.Run<int>(() => throw new InvalidOperationException("broken"), Cancellation);

        Assert.Equal("broken", (await Assert.ThrowsAsync<InvalidOperationException>(() => failing.Result)).Message);
        await failing.Ended;
        Assert.Equal(1, await threads.Run(() => 1, Cancellation).Result);
    }

    [Fact(Timeout = Patience.Milliseconds)]
    public async Task Run_GivenUpWhileRunning_ResultEndsAtOnceAndEndedWithTheFunction()
    {
        using var viewer = new CancellationTokenSource();
        using var goOn = new ManualResetEventSlim();
        var began = new TaskCompletionSource();
        var conversion = threads.Run(() => { began.SetResult(); goOn.Wait(Cancellation); return 1; }, viewer.Token);
        await began.Task;

        await viewer.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => conversion.Result);
        Assert.False(conversion.Ended.IsCompleted);
        goOn.Set();
        await conversion.Ended;
    }

    [Fact(Timeout = Patience.Milliseconds)]
    public async Task Run_GivenUpBeforeItsTurn_NeverBegins()
    {
        using var viewer = new CancellationTokenSource();
        using var goOn = new ManualResetEventSlim();
        var before = threads.Run(() => { goOn.Wait(Cancellation); return 1; }, Cancellation);
        var began = false;
        var conversion = threads.Run(() => began = true, viewer.Token);

        await viewer.CancelAsync();
        goOn.Set();

        await conversion.Ended;
        Assert.Equal(1, await before.Result);
        Assert.False(began);
    }

    [Fact]
    public async Task RunBehind_ViewersAreQueued_BeginsAfterAllOfThem()
    {
        using var goOn = new ManualResetEventSlim();
        var order = new System.Collections.Concurrent.ConcurrentQueue<string>();
        var first = threads.Run(() => goOn.Wait(Timeout.Infinite, Cancellation), Cancellation); // the only thread is busy

        var behind = threads.RunBehind(() => { order.Enqueue("behind"); return 0; }, Cancellation);
        var viewers = Enumerable.Range(0, 3)
            .Select(i => threads.Run(() => { order.Enqueue($"viewer {i}"); return 0; }, Cancellation)).ToList();
        goOn.Set();
        await Task.WhenAll([first.Ended, behind.Ended, .. viewers.Select(viewer => viewer.Ended)]);

        Assert.Equal(["viewer 0", "viewer 1", "viewer 2", "behind"], order);
    }
}
