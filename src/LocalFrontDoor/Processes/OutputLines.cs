namespace LocalFrontDoor.Processes;

/// <summary>The last lines a process wrote. Safe to read while it still writes.</summary>
/// <param name="capacity">Lines kept; a chatty process must not fill our memory.</param>
internal sealed class OutputLines(int capacity = 5_000)
{
    private readonly Queue<string> lines = new();
    private readonly List<Waiter> waiters = [];
    private readonly Lock gate = new();

    /// <summary>Raised for every line that comes from now on, on a thread of its own.</summary>
    public event Action<string>? Added;

    /// <summary>Adds a line and wakes those who waited for it.</summary>
    public void Add(string line)
    {
        lock (gate)
        {
            lines.Enqueue(line);
            if (lines.Count > capacity)
            {
                lines.Dequeue();
            }

            foreach (var waiter in waiters)
            {
                if (waiter.Wanted(line))
                {
                    waiter.Found.TrySetResult(line);
                }
            }

            waiters.RemoveAll(static waiter => waiter.Found.Task.IsCompleted);
        }
        Added?.Invoke(line);
    }

    /// <summary>The lines so far, oldest first.</summary>
    public IReadOnlyList<string> Snapshot()
    {
        lock (gate)
        {
            return [.. lines];
        }
    }

    /// <summary>The first kept or coming line that is wanted.</summary>
    /// <exception cref="OperationCanceledException">The token fired before one came.</exception>
    public async Task<string> WaitForAsync(Predicate<string> wanted, CancellationToken cancellation)
    {
        Waiter waiter;
        lock (gate)
        {
            if (lines.FirstOrDefault(line => wanted(line)) is { } there)
            {
                return there;
            }

            waiter = new Waiter(wanted, new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously));
            waiters.Add(waiter);
        }

        await using var registration = cancellation.Register(() => waiter.Found.TrySetCanceled(cancellation));
        return await waiter.Found.Task;
    }

    private sealed record Waiter(Predicate<string> Wanted, TaskCompletionSource<string> Found);
}
