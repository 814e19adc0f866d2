using ImageFunctions.Imaging;
using ImageFunctions.Imaging.Admission;
using ImageFunctions.Requests;

namespace ImageFunctions.Lifecycle;

/// <summary>From an original in memory to a picture: noted for the case of a crash, measured by its header, admitted, and made.</summary>
internal sealed class SourceConverter(IImageEngine engine, ConversionThreads threads, CrashGuard guard, BrokenSources broken)
{
    /// <summary>Why an original is not to be tried, where that is known; else null.</summary>
    public Refusal? FindRefusal(SourceKey source, ImageFormat format) =>
        guard.IsSetAside(source) ? Refusal.SetAside : broken.Find(source, format);

    /// <summary>Converts. Takes over <paramref name="source"/> and <paramref name="ticket"/>: they are given back when nothing reads them any more.</summary>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public async Task<Outcome<EncodedPicture>> ConvertAsync(Source source, Target target, AdmissionTicket ticket, CancellationToken cancellation)
    {
        var ended = Task.CompletedTask;
        try
        {
            var inspecting = Run(source, () => engine.Inspect(source.Content, target, cancellation), cancellation);
            ended = inspecting.Ended;
            if (!(await inspecting.Result.ConfigureAwait(false)).Try(out var inspection, out var refusal))
            {
                return Remember(source, target, refusal);
            }

            refusal = await ticket.AdmitDecodingAsync(inspection.MemoryBytes, cancellation).ConfigureAwait(false);
            if (refusal is not null)
            {
                return refusal;
            }

            var making = Run(source, () => engine.Make(source.Content, target, cancellation), cancellation);
            ended = making.Ended;
            var made = await making.Result.ConfigureAwait(false);
            return made.Try(out _, out refusal) ? made : Remember(source, target, refusal);
        }
        finally
        {
            _ = ReleaseAsync(ended, source, ticket);
        }
    }

    private Conversion<T> Run<T>(Source source, Func<T> native, CancellationToken cancellation) => threads.Run(
        () =>
        {
            using (guard.Note(source.Key))
            {
                FaultHook.DieIfAsked(source.Content);
                return native();
            }
        },
        cancellation);

    private Refusal Remember(Source source, Target target, Refusal refusal)
    {
        broken.Add(source.Key, target.Format, refusal);
        return refusal;
    }

    // A conversion that was given up may still be reading the original: its memory, and its place, are free when it has ended.
    private static async Task ReleaseAsync(Task ended, Source source, AdmissionTicket ticket)
    {
        await ended.ConfigureAwait(false);
        source.Dispose();
        ticket.Dispose();
    }
}
