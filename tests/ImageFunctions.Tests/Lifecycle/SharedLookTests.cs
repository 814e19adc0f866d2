using ImageFunctions.Lifecycle;
using ImageFunctions.Tests.Fixtures;
using Xunit;

namespace ImageFunctions.Tests.Lifecycle;

public class SharedLookTests
{
    private SharedLook<string> looks = new(TimeSpan.FromMilliseconds(Patience.Milliseconds));
    private readonly List<Look> begun = [];
    private readonly List<string> discarded = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact(Timeout = Patience.Milliseconds)]
    public async Task JoinAsync_Alone_LooksForHimselfOnly()
    {
        var one = Join();
        begun.Single().Found.SetResult("first");

        Assert.Equal(("first", false), await one);
        Assert.False(begun.Single().Shared);
    }

    [Fact(Timeout = Patience.Milliseconds)]
    public async Task JoinAsync_WhileALookIsUnderWay_GetsTheNextOneWithAllWhoWait()
    {
        var first = Join();
        var crowd = Enumerable.Range(0, 50).Select(_ => Join()).ToArray();
        Assert.Single(begun);

        begun[0].Found.SetResult("before they asked");
        await Patience.UntilAsync(() => begun.Count == 2);
        begun[1].Found.SetResult("after");

        Assert.Equal(("before they asked", false), await first);
        Assert.All(await Task.WhenAll(crowd), found => Assert.Equal(("after", true), found));
        Assert.True(begun[1].Shared);
        Assert.Equal(2, begun.Count);
    }

    [Fact(Timeout = Patience.Milliseconds)]
    public async Task JoinAsync_WhileALookHangs_WaitsForItNoLongerThanAMoment()
    {
        looks = new SharedLook<string>(TimeSpan.FromMilliseconds(1));
        _ = Join();
        var second = Join();

        await Patience.UntilAsync(() => begun.Count == 2);
        begun[1].Found.SetResult("second");

        Assert.Equal(("second", false), await second);
    }

    [Fact(Timeout = Patience.Milliseconds)]
    public async Task JoinAsync_OtherKey_WaitsForNobody()
    {
        _ = Join("a");
        var other = Join("b");
        begun[1].Found.SetResult("b");

        Assert.Equal(("b", false), await other);
    }

    [Fact(Timeout = Patience.Milliseconds)]
    public async Task JoinAsync_LookFails_FailsForThoseWhoSharedItOnly()
    {
        var first = Join();
        var second = Join();
        begun[0].Found.SetException(new IOException("storage"));
        await Patience.UntilAsync(() => begun.Count == 2);
        begun[1].Found.SetResult("again");

        await Assert.ThrowsAsync<IOException>(() => first);
        Assert.Equal("again", (await second).Found);
    }

    [Fact(Timeout = Patience.Milliseconds)]
    public async Task JoinAsync_OneOfSeveralGoes_OthersGetTheResult()
    {
        using var viewer = new CancellationTokenSource();
        _ = Join();
        var gone = Join(cancellation: viewer.Token);
        var stays = Join();

        await viewer.CancelAsync();
        begun[0].Found.SetResult("first");
        await Patience.UntilAsync(() => begun.Count == 2);
        begun[1].Found.SetResult("second");

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);
        Assert.Equal("second", (await stays).Found);
    }

    [Fact(Timeout = Patience.Milliseconds)]
    public async Task JoinAsync_AloneAndGone_LeavesTheNextToLookAtOnce()
    {
        using var viewer = new CancellationTokenSource();
        var gone = Join(cancellation: viewer.Token);

        await viewer.CancelAsync();
        Assert.True(begun[0].Abandoned.IsCancellationRequested);
        begun[0].Found.SetCanceled(viewer.Token);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);

        var next = Join();
        begun[1].Found.SetResult("next");
        Assert.Equal(("next", false), await next);
    }

    [Fact(Timeout = Patience.Milliseconds)]
    public async Task JoinAsync_LastOfThoseWhoWaitGoes_StopsTheLookAndDiscardsWhatItStillFinds()
    {
        using var viewer = new CancellationTokenSource();
        _ = Join();
        var gone = Join(cancellation: viewer.Token);
        begun[0].Found.SetResult("first");
        await Patience.UntilAsync(() => begun.Count == 2);

        await viewer.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);
        Assert.True(begun[1].Abandoned.IsCancellationRequested);
        begun[1].Found.SetResult("too late");

        await Patience.UntilAsync(() => discarded.Count == 1);
    }

    [Fact(Timeout = Patience.Milliseconds)]
    public async Task JoinAsync_AfterAllWhoWaitedHaveGone_LooksAtOnce()
    {
        using var viewer = new CancellationTokenSource();
        _ = Join();
        var gone = Join(cancellation: viewer.Token);
        await viewer.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);

        var next = Join();
        await Patience.UntilAsync(() => begun.Count > 1 && !begun[^1].Abandoned.IsCancellationRequested);
        begun[^1].Found.SetResult("next");

        Assert.Equal("next", (await next).Found);
    }

    private Task<(string Found, bool Shared)> Join(string key = "key", CancellationToken? cancellation = null) => looks.JoinAsync(
        key,
        (shared, abandoned) =>
        {
            var look = new Look(shared, abandoned);
            lock (begun)
            {
                begun.Add(look);
            }

            return look.Found.Task;
        },
        discarded.Add,
        cancellation ?? Cancellation);

    private sealed record Look(bool Shared, CancellationToken Abandoned)
    {
        public TaskCompletionSource<string> Found { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
