namespace ImageFunctions.Lifecycle;

/// <summary>
/// Runs equal work once: who asks for a key that is under way waits for it. Every waiter has a cancellation of its own; the work stops
/// only when the last of them has gone.
/// </summary>
internal sealed class SingleFlight<T>
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, Flight> flights = new(StringComparer.Ordinal);

    /// <summary>Joins the work for a key, or starts it.</summary>
    /// <param name="key">Equal for equal work.</param>
    /// <param name="work">Gives the result; its token is cancelled when nobody waits any more.</param>
    /// <param name="afterwards">What must end before the key is free again: until then its result is handed to whoever asks.</param>
    /// <param name="cancellation">Ends this wait alone.</param>
    /// <returns>The result, and whether it was another's work.</returns>
    /// <exception cref="OperationCanceledException">This waiter has gone.</exception>
    public async Task<(T Result, bool Collapsed)> JoinAsync(
        string key, Func<CancellationToken, Task<T>> work, Func<T, Task> afterwards, CancellationToken cancellation)
    {
        var (flight, first) = Board(key);
        if (first)
        {
            _ = FlyAsync(key, flight, work, afterwards);
        }

        try
        {
            return (await flight.Result.Task.WaitAsync(cancellation), !first);
        }
        finally
        {
            Leave(key, flight);
        }
    }

    private (Flight Flight, bool First) Board(string key)
    {
        lock (gate)
        {
            var first = !flights.TryGetValue(key, out var flight);
            if (first)
            {
                flights.Add(key, flight = new Flight());
            }

            flight!.Waiters++;
            return (flight, first);
        }
    }

    private void Leave(string key, Flight flight)
    {
        lock (gate)
        {
            if (--flight.Waiters > 0 || flight.Result.Task.IsCompleted)
            {
                return;
            }

            // Off the board first: whoever comes now must not join work that is about to stop.
            Clear(key, flight);
        }

        flight.Abandoned.Cancel();
    }

    private async Task FlyAsync(string key, Flight flight, Func<CancellationToken, Task<T>> work, Func<T, Task> afterwards)
    {
        try
        {
            var result = await work(flight.Abandoned.Token);
            flight.Result.TrySetResult(result);
            await afterwards(result);
        }
        catch (OperationCanceledException e)
        {
            flight.Result.TrySetCanceled(e.CancellationToken);
        }
        catch (Exception e)
        {
            // Not swallowed: it comes out at every waiter.
            flight.Result.TrySetException(e);
            _ = flight.Result.Task.Exception;
        }
        finally
        {
            lock (gate)
            {
                Clear(key, flight);
            }
        }
    }

    private void Clear(string key, Flight flight)
    {
        if (flights.TryGetValue(key, out var current) && current == flight)
        {
            flights.Remove(key);
        }
    }

    private sealed class Flight
    {
        public TaskCompletionSource<T> Result { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        // Not disposed: it has no timer, and the last waiter may leave at any time.
        public CancellationTokenSource Abandoned { get; } = new();

        public int Waiters { get; set; }
    }
}
