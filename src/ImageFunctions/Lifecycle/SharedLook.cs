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
    private readonly Dictionary<string, Group> groups = new(StringComparer.Ordinal);

    /// <summary>Looks, alone or with others.</summary>
    /// <param name="key">Equal for who look for the same.</param>
    /// <param name="look">Looks; it is told whether its result will be shared, and its token is cancelled when nobody waits any more.</param>
    /// <param name="discard">Takes a result that was not to be shared and that nobody waits for any more.</param>
    /// <param name="cancellation">Ends this wait alone.</param>
    /// <returns>What was found by a look that began after the call, and whether others have it too.</returns>
    /// <exception cref="OperationCanceledException">This waiter has gone.</exception>
    public async Task<(T Found, bool Shared)> JoinAsync(
        string key, Func<bool, CancellationToken, Task<T>> look, Action<T> discard, CancellationToken cancellation)
    {
        var group = Board(key, look);
        try
        {
            return (await group.Result.Task.WaitAsync(cancellation).ConfigureAwait(false), group.Shared);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            Leave(key, group, discard);
            throw;
        }
    }

    private Group Board(string key, Func<bool, CancellationToken, Task<T>> look)
    {
        Group group;
        Group? before;
        lock (gate)
        {
            before = groups.GetValueOrDefault(key);
            if (before is { Begun: false })
            {
                before.Waiters++;
                return before;
            }

            groups[key] = group = new Group { Waiters = 1 };
        }

        _ = RunAsync(key, group, before, look);
        return group;
    }

    private async Task RunAsync(string key, Group group, Group? before, Func<bool, CancellationToken, Task<T>> look)
    {
        if (before is not null)
        {
            await Task.WhenAny(before.Result.Task, Task.Delay(patience)).ConfigureAwait(false);
        }

        lock (gate)
        {
            (group.Begun, group.Shared) = (true, group.Waiters > 1);
        }

        var looking = look(group.Shared, group.Abandoned.Token);
        await ((Task)looking).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        group.Result.SetFromTask(looking);
        _ = group.Result.Task.Exception; // not swallowed: it comes out at every waiter
        lock (gate)
        {
            Clear(key, group);
        }
    }

    private void Leave(string key, Group group, Action<T> discard)
    {
        lock (gate)
        {
            if (--group.Waiters > 0)
            {
                return;
            }

            // Off the board first: whoever comes now must not join a look that is about to stop.
            Clear(key, group);
        }

        group.Abandoned.Cancel();
        _ = group.Result.Task.ContinueWith(
            result => discard(result.Result), CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
    }

    private void Clear(string key, Group group)
    {
        if (groups.GetValueOrDefault(key) == group)
        {
            groups.Remove(key);
        }
    }

    private sealed class Group
    {
        public TaskCompletionSource<T> Result { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        // Not disposed: it has no timer, and the last waiter may leave at any time.
        public CancellationTokenSource Abandoned { get; } = new();

        public int Waiters { get; set; }

        public bool Begun { get; set; }

        public bool Shared { get; set; }
    }
}
