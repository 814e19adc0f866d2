using ImageFunctions.Requests;
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

    internal void Leave() => Interlocked.Decrement(ref present);
}

/// <summary>What one conversion holds. Disposing gives all of it back; used by one caller at a time.</summary>
internal sealed class AdmissionTicket : IDisposable
{
    private readonly ConversionAdmission admission;
    private readonly List<IDisposable> held = [];
    private int left;

    public AdmissionTicket(ConversionAdmission admission, IDisposable place)
    {
        this.admission = admission;
        held.Add(place);
    }

    /// <summary>Waits until the original fits into memory.</summary>
    /// <returns>Null when it does; else why not.</returns>
    public Task<Refusal?> AdmitSourceAsync(long bytes, CancellationToken cancellation) =>
        AdmitAsync(admission.Sources, bytes, cancellation);

    /// <summary>Waits until what decoding will hold fits into memory; the original must have been admitted.</summary>
    /// <inheritdoc cref="AdmitSourceAsync"/>
    public Task<Refusal?> AdmitDecodingAsync(long bytes, CancellationToken cancellation) =>
        AdmitAsync(admission.Decoding, bytes, cancellation);

    /// <summary>Admits it where nothing has to be waited for.</summary>
    public bool TryAdmitDecoding(long bytes)
    {
        if (admission.Decoding.TryTake(bytes) is not { } share)
        {
            return false;
        }

        held.Add(share);
        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref left, 1) != 0)
        {
            return;
        }

        held.ForEach(static share => share.Dispose());
        admission.Leave();
    }

    private async Task<Refusal?> AdmitAsync(FifoBudget budget, long bytes, CancellationToken cancellation)
    {
        if (bytes > budget.Capacity)
        {
            return Refusal.NeedsTooMuchMemory;
        }

        try
        {
            held.Add(await budget.TakeAsync(bytes, cancellation));
            return null;
        }
        catch (OperationCanceledException)
        {
            return Refusal.Busy; // the picture is not to blame for the time that passed here
        }
    }
}
