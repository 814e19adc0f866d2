using ImageFunctions.Lifecycle;
using ImageFunctions.Tests.Fixtures;
using Xunit;

namespace ImageFunctions.Tests.Lifecycle;

public class SingleFlightTests
{
    private readonly SingleFlight<string> flights = new();
    private readonly TaskCompletionSource<string> work = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource afterwards = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int started;
    private CancellationToken abandoned;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact(Timeout = Patience.Milliseconds)]
    public async Task JoinAsync_ManyAtOnce_WorksOnceForAll()
    {
        var joined = Enumerable.Range(0, 64).Select(_ => Join()).ToArray();

        work.SetResult("made");

        var results = await Task.WhenAll(joined);
        Assert.Equal(1, started);
        Assert.All(results, result => Assert.Equal("made", result.Result));
        Assert.False(results[0].Collapsed);
        Assert.All(results[1..], result => Assert.True(result.Collapsed));
    }

    [Fact(Timeout = Patience.Milliseconds)]
    public async Task JoinAsync_OtherKey_IsOtherWork()
    {
        var one = Join("a");
        var two = Join("b");
        work.SetResult("made");

        Assert.Equal([false, false], (await Task.WhenAll(one, two)).Select(result => result.Collapsed));
        Assert.Equal(2, started);
    }

    [Fact(Timeout = Patience.Milliseconds)]
    public async Task JoinAsync_OneWaiterGoes_OthersGetTheResult()
    {
        using var viewer = new CancellationTokenSource();
        var first = Join(cancellation: viewer.Token);
        var second = Join();

        await viewer.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        Assert.False(abandoned.IsCancellationRequested);
        work.SetResult("made");
        Assert.Equal(("made", true), await second);
        Assert.Equal(1, started);
    }

    [Fact(Timeout = Patience.Milliseconds)]
    public async Task JoinAsync_AllWaitersGo_StopsTheWork()
    {
        using var viewers = new CancellationTokenSource();
        var joined = Enumerable.Range(0, 3).Select(_ => Join(cancellation: viewers.Token)).ToArray();

        await viewers.CancelAsync();

        foreach (var waiter in joined)
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiter);
        }

        Assert.True(abandoned.IsCancellationRequested);
    }

    [Fact(Timeout = Patience.Milliseconds)]
    public async Task JoinAsync_AfterAbandonment_StartsAnew()
    {
        using var viewer = new CancellationTokenSource();
        var gone = Join(cancellation: viewer.Token);
        await viewer.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);
        var stopped = abandoned;

        // The abandoned work has not even noticed yet.
        var fresh = Join();

        Assert.Equal(2, started);
        Assert.True(stopped.IsCancellationRequested);
        Assert.False(abandoned.IsCancellationRequested);
        work.SetResult("made");
        Assert.Equal(("made", false), await fresh);
    }

    [Fact(Timeout = Patience.Milliseconds)]
    public async Task JoinAsync_AbandonedWorkEnds_DoesNotTakeItsSuccessorOffTheBoard()
    {
        using var viewer = new CancellationTokenSource();
        var oldWork = new TaskCompletionSource<string>();
        var gone = flights.JoinAsync("key", _ => oldWork.Task, _ => Task.CompletedTask, viewer.Token);
        await viewer.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);
        var fresh = Join();

        oldWork.SetResult("old");

        var late = Join();
        work.SetResult("new");
        Assert.Equal([("new", false), ("new", true)], await Task.WhenAll(fresh, late));
        Assert.Equal(1, started);
    }

    [Fact(Timeout = Patience.Milliseconds)]
    public async Task JoinAsync_WorkFails_AllGetTheException()
    {
        var joined = Enumerable.Range(0, 3).Select(_ => Join()).ToArray();

        work.SetException(new InvalidOperationException("broken"));

        foreach (var waiter in joined)
        {
            Assert.Equal("broken", (await Assert.ThrowsAsync<InvalidOperationException>(() => waiter)).Message);
        }
    }

    [Fact(Timeout = Patience.Milliseconds)]
    public async Task JoinAsync_WorkFailsBeforeItsFirstAwait_ThrowsTheSame()
    {
        Task<(string Result, bool Collapsed)> Joining() => flights.JoinAsync(
            "key", _ => throw new InvalidOperationException("at once"), _ => Task.CompletedTask, Cancellation);

        await Assert.ThrowsAsync<InvalidOperationException>(Joining);
        await Assert.ThrowsAsync<InvalidOperationException>(Joining); // and the key is free
    }

    [Fact(Timeout = Patience.Milliseconds)]
    public async Task JoinAsync_AfterAFailure_TriesAgain()
    {
        var failed = Join();
        work.SetException(new InvalidOperationException("broken"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => failed);

        var (result, collapsed) = await EventuallyNewAsync();

        Assert.Equal(("again", false), (result, collapsed));
    }

    [Fact(Timeout = Patience.Milliseconds)]
    public async Task JoinAsync_WhileItIsStored_GetsTheKeptResult()
    {
        work.SetResult("made");
        await Join();

        var late = await Join();

        Assert.Equal(("made", true), late);
        Assert.Equal(1, started);
    }

    [Fact(Timeout = Patience.Milliseconds)]
    public async Task JoinAsync_LateJoinerGoes_LeavesTheKeptResult()
    {
        work.SetResult("made");
        await Join();
        using var viewer = new CancellationTokenSource();
        await viewer.CancelAsync();

        _ = await Record.ExceptionAsync(() => Join(cancellation: viewer.Token));

        Assert.False(abandoned.IsCancellationRequested);
        Assert.Equal(("made", true), await Join());
    }

    [Fact(Timeout = Patience.Milliseconds)]
    public async Task JoinAsync_AfterItWasStored_WorksAgain()
    {
        work.SetResult("made");
        await Join();
        afterwards.SetResult();

        Assert.Equal(("again", false), await EventuallyNewAsync());
    }

    // What ends a flight runs on beside its waiters: a new one can be had soon, not at once.
    private async Task<(string Result, bool Collapsed)> EventuallyNewAsync()
    {
        while (true)
        {
            try
            {
                var joined = await flights.JoinAsync("key", _ => Task.FromResult("again"), _ => Task.CompletedTask, Cancellation);
                if (!joined.Collapsed)
                {
                    return joined;
                }
            }
            catch (InvalidOperationException)
            {
                // Still the old flight's.
            }

            await Task.Yield();
        }
    }

    private Task<(string Result, bool Collapsed)> Join(string key = "key", CancellationToken? cancellation = null) => flights.JoinAsync(
        key,
        token =>
        {
            started++;
            abandoned = token;
            return work.Task;
        },
        _ => afterwards.Task,
        cancellation ?? Cancellation);
}
