namespace ImageFunctions.Imaging.Admission;

/// <summary>An amount of something that many share: who asks for more than is left waits, and is served in the order of arrival.</summary>
/// <param name="capacity">All there is.</param>
internal sealed class FifoBudget(long capacity)
{
    private readonly Lock gate = new();
    private readonly LinkedList<Waiter> waiting = [];
    private long taken;

    public long Capacity => capacity;

    /// <summary>What is given out now.</summary>
    public long Taken => Interlocked.Read(ref taken);

    /// <summary>Takes a share, when it is free and everybody who came before has theirs.</summary>
    /// <param name="amount">From 0 to <see cref="Capacity"/>.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>To be disposed when the share is free again.</returns>
    /// <exception cref="OperationCanceledException">The wait was ended.</exception>
    public async Task<IDisposable> TakeAsync(long amount, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(amount, capacity);
        cancellation.ThrowIfCancellationRequested();
        var waiter = new Waiter(amount);
        lock (gate)
        {
            waiting.AddLast(waiter.Node);
            Serve();
        }

        await using var registration = cancellation.UnsafeRegister((_, token) => GiveUp(waiter, token), null);
        await waiter.Served.Task;

        return new Share(this, amount);
    }

    /// <summary>Takes a share where it is free, and nobody waits.</summary>
    /// <returns>Null where one would have to wait.</returns>
    public IDisposable? TryTake(long amount)
    {
        lock (gate)
        {
            if (waiting.Count > 0 || taken + amount > capacity)
            {
                return null;
            }

            taken += amount;
        }

        return new Share(this, amount);
    }

    private void GiveUp(Waiter waiter, CancellationToken cancellation)
    {
        lock (gate)
        {
            if (waiter.Node.List is null)
            {
                return; // served in the same moment
            }

            waiting.Remove(waiter.Node);
            Serve(); // it may have been the one that those behind it had to wait for
        }

        waiter.Served.TrySetCanceled(cancellation);
    }

    private void Return(long amount)
    {
        lock (gate)
        {
            taken -= amount;
            Serve();
        }
    }

    private void Serve()
    {
        while (waiting.First is { Value: var first } && taken + first.Amount <= capacity)
        {
            waiting.RemoveFirst();
            taken += first.Amount;
            first.Served.SetResult();
        }
    }

    private sealed class Waiter
    {
        public Waiter(long amount) => (Amount, Node) = (amount, new LinkedListNode<Waiter>(this));

        public long Amount { get; }

        public LinkedListNode<Waiter> Node { get; }

        public TaskCompletionSource Served { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private sealed class Share(FifoBudget budget, long amount) : IDisposable
    {
        private FifoBudget? owner = budget;

        public void Dispose() => Interlocked.Exchange(ref owner, null)?.Return(amount);
    }
}
