using ImageFunctions.Requests;

namespace ImageFunctions.Imaging.Admission;

/// <summary>What one conversion holds. Disposing gives all of it back; used by one caller at a time.</summary>
internal sealed class AdmissionTicket : IDisposable
{
    private readonly ConversionAdmission admission;
    private readonly List<IDisposable> held = [];
    private int left;

    /// <summary>Begins with a place.</summary>
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
