namespace ImageFunctions.Imaging;

/// <summary>
/// Gives memory back when no picture has been made for a moment. During work it would only be taken again; and the C library itself
/// gives back no more than the end of its heap.
/// </summary>
internal sealed class IdleTrim : IDisposable
{
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(1);

    private readonly ITimer timer;

    /// <summary>Nothing happens before the first <see cref="Touch"/>.</summary>
    /// <param name="trim">Gives memory back.</param>
    /// <param name="time">The clock.</param>
    public IdleTrim(Action trim, TimeProvider time) =>
        timer = time.CreateTimer(static trim => ((Action)trim!)(), trim, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    /// <summary>A picture was just made: the moment begins anew.</summary>
    public void Touch() => timer.Change(Quiet, Timeout.InfiniteTimeSpan);

    /// <inheritdoc/>
    public void Dispose() => timer.Dispose();
}
