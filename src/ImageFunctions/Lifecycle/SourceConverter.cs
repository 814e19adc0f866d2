using System.Runtime.CompilerServices;
using ImageFunctions.Imaging;
using ImageFunctions.Imaging.Admission;
using ImageFunctions.Requests;

namespace ImageFunctions.Lifecycle;

/// <summary>
/// From an original to its pictures: read, noted for the case of a crash, measured by its header, admitted, and made.
/// </summary>
internal sealed class SourceConverter(
    SourceReader sources, IImageEngine engine, ConversionThreads threads, CrashGuard guard, BrokenSources broken, TimeProvider time)
{
    /// <summary>Why an original is not to be tried, where that is known; else null.</summary>
    public Refusal? FindRefusal(SourceKey source, ImageFormat format) =>
        guard.IsSetAside(source) ? Refusal.SetAside : broken.Find(source, format);

    /// <summary>Reads an original. Where none comes of it, <paramref name="ticket"/> is given back.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="format">What is to be made of it, of which it may be known that it cannot be.</param>
    /// <param name="ticket">Holds its memory.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<Outcome<Source>> ReadAsync(ImagePath path, ImageFormat format, AdmissionTicket ticket, CancellationToken cancellation)
    {
        Outcome<Source> read = Refusal.Failed;
        try
        {
            read = await sources.ReadAsync(path, ticket, cancellation).ConfigureAwait(false);
            if (read.Value is { } source && FindRefusal(source.Key, format) is { } known)
            {
                source.Dispose();
                read = known;
            }

            return read;
        }
        finally
        {
            if (read.Value is null)
            {
                ticket.Dispose();
            }
        }
    }

    /// <summary>Converts, where a viewer waits for it. Takes over <paramref name="source"/> and <paramref name="ticket"/>.</summary>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public async Task<Outcome<EncodedPicture>> ConvertAsync(Source source, Target target, AdmissionTicket ticket, CancellationToken cancellation) =>
        (await ConvertAsync(source, [target], ticket, behind: false, cancellation).ConfigureAwait(false))[0];

    /// <summary>Converts. Takes over <paramref name="source"/> and <paramref name="ticket"/>: they are given back when nothing reads them any more.</summary>
    /// <param name="source">The original.</param>
    /// <param name="targets">What to make of it.</param>
    /// <param name="ticket">Holds its memory, and will hold that for decoding it.</param>
    /// <param name="behind">After everything that viewers wait for.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>For each target, in order: the picture, or why there is none.</returns>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public async Task<IReadOnlyList<Outcome<EncodedPicture>>> ConvertAsync(
        Source source, IReadOnlyList<Target> targets, AdmissionTicket ticket, bool behind, CancellationToken cancellation)
    {
        var ended = Task.CompletedTask;
        var began = new StrongBox<long>();
        CrashGuard.Attempt? attempt = null;
        try
        {
            attempt = await guard.BeginAsync(source.Key, cancellation).ConfigureAwait(false);
            var inspecting = Run(source, attempt, began, () => engine.Inspect(source.Content, targets, cancellation), behind, cancellation);
            ended = inspecting.Ended;
            if (!(await inspecting.Result.ConfigureAwait(false)).Try(out var inspection, out var refusal))
            {
                return [.. targets.Select(target => Remember(source, target, refusal))];
            }

            refusal = await ticket.AdmitDecodingAsync(inspection.MemoryBytes, cancellation).ConfigureAwait(false);
            if (refusal is not null)
            {
                return [.. targets.Select(_ => (Outcome<EncodedPicture>)refusal)];
            }

            var making = Run(source, attempt, began, () => engine.MakeAll(source.Content, targets, cancellation), behind, cancellation);
            ended = making.Ended;
            var made = await making.Result.ConfigureAwait(false);
            attempt.Acquit();
            return [.. targets.Zip(made, (target, one) => one.Try(out _, out refusal) ? one : Remember(source, target, refusal))];
        }
        catch (OperationCanceledException)
        {
            broken.AddTooSlow(source.Key, [.. targets.Select(target => target.Format)], Volatile.Read(ref began.Value));
            throw;
        }
        finally
        {
            _ = ReleaseAsync(ended, source, ticket, attempt);
        }
    }

    private Conversion<T> Run<T>(Source source, CrashGuard.Attempt attempt, StrongBox<long> began, Func<T> native, bool behind, CancellationToken cancellation)
    {
        return behind ? threads.RunBehind(Guarded, cancellation) : threads.Run(Guarded, cancellation);

        T Guarded()
        {
            using (attempt.Note())
            {
                Volatile.Write(ref began.Value, time.GetTimestamp());
                FaultHook.DieIfAsked(source.Content);
                var result = native();
                Volatile.Write(ref began.Value, 0);
                return result;
            }
        }
    }

    private Outcome<EncodedPicture> Remember(Source source, Target target, Refusal refusal)
    {
        broken.Add(source.Key, target.Format, refusal);
        return refusal;
    }

    // A conversion that was given up may still be reading the original: its memory, and its place, are free when it has ended.
    private static async Task ReleaseAsync(Task ended, Source source, AdmissionTicket ticket, CrashGuard.Attempt? attempt)
    {
        await ended.ConfigureAwait(false);
        attempt?.Dispose();
        source.Dispose();
        ticket.Dispose();
    }
}
