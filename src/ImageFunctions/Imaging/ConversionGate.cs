using ImageFunctions.Settings;

namespace ImageFunctions.Imaging;

/// <summary>
/// Admits conversions: a bounded number holds memory for an original at the same time, a bounded number waits in order of arrival, and
/// one more is refused at once. Hits and originals never come here.
/// </summary>
internal sealed class ConversionGate : IDisposable
{
    private readonly SemaphoreSlim admitted;
    private readonly int capacity;
    private int present;

    /// <summary>While some are decoded, as many again may be read from storage, so that no thread waits for bytes.</summary>
    public ConversionGate(ImageOptions options)
    {
        admitted = new SemaphoreSlim(2 * options.MaxConcurrency);
        capacity = (2 * options.MaxConcurrency) + options.MaxQueue;
    }

    /// <summary>Waits for admission.</summary>
    /// <returns>To be disposed when the conversion is over; null where the queue is full.</returns>
    public async Task<IDisposable?> EnterAsync(CancellationToken cancellation)
    {
        if (Interlocked.Increment(ref present) > capacity)
        {
            Interlocked.Decrement(ref present);
            return null;
        }

        try
        {
            await admitted.WaitAsync(cancellation).ConfigureAwait(false);
        }
        catch
        {
            Interlocked.Decrement(ref present);
            throw;
        }

        return new Ticket(this);
    }

    /// <inheritdoc/>
    public void Dispose() => admitted.Dispose();

    private void Leave()
    {
        admitted.Release();
        Interlocked.Decrement(ref present);
    }

    private sealed class Ticket(ConversionGate gate) : IDisposable
    {
        private int left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref left, 1) == 0)
            {
                gate.Leave();
            }
        }
    }
}
