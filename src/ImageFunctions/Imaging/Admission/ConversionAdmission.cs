using ImageFunctions.Settings;

namespace ImageFunctions.Imaging.Admission;

/// <summary>
/// Admits conversions by what they hold: a place, then memory for the original, then memory for decoding. Whoever waits does so in the
/// order of arrival, a bounded number of them; one more is refused at once. Hits and originals never come here.
/// </summary>
/// <remarks>
/// Three budgets, always taken in the same order, and nobody who holds the last waits for anything but a thread: there is no deadlock.
/// </remarks>
internal sealed class ConversionAdmission
{
    // Originals are compressed, decoded pixels are not: most of the memory is for these.
    private const int SourceShare = 4;

    private readonly FifoBudget places;
    private readonly int capacity;
    private int present;

    /// <summary>While some are decoded, as many again may be read from storage, so that no thread waits for bytes.</summary>
    public ConversionAdmission(ImageOptions options)
    {
        places = new FifoBudget(2 * options.MaxConcurrency);
        capacity = (2 * options.MaxConcurrency) + options.MaxQueue;
        Sources = new FifoBudget(options.MemoryBudgetBytes / SourceShare);
        Decoding = new FifoBudget(options.MemoryBudgetBytes - Sources.Capacity);
    }

    /// <summary>Memory for originals, in bytes.</summary>
    public FifoBudget Sources { get; }

    /// <summary>Memory for what decoding and encoding hold, in bytes.</summary>
    public FifoBudget Decoding { get; }

    /// <summary>Conversions that have no place yet.</summary>
    public long Queued => Math.Max(0, Volatile.Read(ref present) - places.Taken);

    /// <summary>Waits for a place.</summary>
    /// <returns>To be disposed when the conversion is over; null where the queue is full, or the wait was ended.</returns>
    public async Task<AdmissionTicket?> EnterAsync(CancellationToken cancellation)
    {
        if (Interlocked.Increment(ref present) > capacity)
        {
            Leave();
            return null;
        }

        try
        {
            return new AdmissionTicket(this, await places.TakeAsync(1, cancellation));
        }
        catch (OperationCanceledException)
        {
            Leave();
            return null;
        }
    }

    /// <summary>One fewer.</summary>
    internal void Leave() => Interlocked.Decrement(ref present);
}
