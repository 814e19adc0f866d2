namespace ImageFunctions.Lifecycle;

/// <summary>
/// Lets those who look for the same thing at the same time look together. Who comes while a look is under way does not get its result,
/// which may be older than his question: he waits, with all others who come, for the next look, which begins when that one has ended.
/// So a crowd costs storage two or three looks, and nobody gets an answer from before he asked.
/// </summary>
/// <param name="patience">A look that takes longer is not waited for: the next one begins beside it.</param>
internal sealed class SharedLook<T>(TimeSpan patience)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, Look> looks = new(StringComparer.Ordinal); // the latest of each key

    /// <summary>Looks, alone or with others.</summary>
    /// <param name="key">Equal for who look for the same.</param>
    /// <param name="look">Looks; it is told whether its result will be shared,
    /// and its token is cancelled when nobody waits any more.</param>
    /// <param name="discard">Takes a result that was not to be shared and that nobody waits for any more.</param>
    /// <param name="cancellation">Ends this wait alone.</param>
    /// <returns>What was found by a look that began after the call, and whether others have it too.</returns>
    /// <exception cref="OperationCanceledException">This waiter has gone.</exception>
    public Task<(T Found, bool Shared)> JoinAsync(
        string key, Func<bool, CancellationToken, Task<T>> look, Action<T> discard, CancellationToken cancellation)
    {
        Look? before;
        Look own;
        lock (gate)
        {
            before = looks.GetValueOrDefault(key);
            if (before is NextLook { Begun: false } next)
            {
                next.Waiters++;
                return WaitAsync(key, next, discard, cancellation);
            }

            looks[key] = own = before is null ? new Look() : new NextLook { Waiters = 1 };
        }

        if (own is not NextLook led)
        {
            return LookAloneAsync(key, own, look, cancellation);
        }

        _ = LookTogetherAsync(key, led, before!, look);
        return WaitAsync(key, led, discard, cancellation);
    }

    // Most looks: nobody else is looking, and whoever comes now waits for the next one.
    private async Task<(T Found, bool Shared)> LookAloneAsync(
        string key, Look own, Func<bool, CancellationToken, Task<T>> look, CancellationToken cancellation)
    {
        try
        {
            return (await look(false, cancellation), false);
        }
        finally
        {
            End(key, own);
        }
    }

    private async Task<(T Found, bool Shared)> WaitAsync(string key, NextLook next, Action<T> discard, CancellationToken cancellation)
    {
        try
        {
            return (await next.Result.Task.WaitAsync(cancellation), next.Shared);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            Leave(key, next, discard);
            throw;
        }
    }

    private async Task LookTogetherAsync(string key, NextLook next, Look before, Func<bool, CancellationToken, Task<T>> look)
    {
        await Task.WhenAny(before.Ended.Task, Task.Delay(patience));
        lock (gate)
        {
            (next.Begun, next.Shared) = (true, next.Waiters > 1);
        }

        var looking = look(next.Shared, next.Abandoned.Token);
        await ((Task)looking).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        next.Result.SetFromTask(looking);
        _ = next.Result.Task.Exception; // not swallowed: it comes out at every waiter
        End(key, next);
    }

    private void Leave(string key, NextLook next, Action<T> discard)
    {
        lock (gate)
        {
            if (--next.Waiters > 0)
            {
                return;
            }

            // Off the board first: whoever comes now must not join a look that is about to stop.
            Clear(key, next);
        }

        next.Abandoned.Cancel();
        _ = next.Result.Task.ContinueWith(
            result => discard(result.Result), CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
    }

    private void End(string key, Look look)
    {
        lock (gate)
        {
            Clear(key, look);
        }

        look.Ended.SetResult();
    }

    private void Clear(string key, Look look)
    {
        if (looks.GetValueOrDefault(key) == look)
        {
            looks.Remove(key);
        }
    }

    private class Look
    {
        public TaskCompletionSource Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    // One that waits for another to end, and is waited for meanwhile.
    private sealed class NextLook : Look
    {
        public TaskCompletionSource<T> Result { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        // Not disposed: it has no timer, and the last waiter may leave at any time.
        public CancellationTokenSource Abandoned { get; } = new();

        public int Waiters { get; set; }

        public bool Begun { get; set; }

        public bool Shared { get; set; }
    }
}
