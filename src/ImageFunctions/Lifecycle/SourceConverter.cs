using System.Buffers.Binary;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using ImageFunctions.Imaging;
using ImageFunctions.Imaging.Admission;
using ImageFunctions.Requests;
using ImageFunctions.Settings;
using ImageFunctions.Storage;
using ImageFunctions.Telemetry;

namespace ImageFunctions.Lifecycle;

/// <summary>
/// From an original to its pictures: read from storage straight into the memory that it is decoded from, noted for the case of a crash,
/// measured by its header, admitted, and made.
/// </summary>
internal sealed class SourceConverter(
    BlobStore store,
    IImageEngine engine,
    ConversionThreads threads,
    CrashGuard guard,
    BrokenSources broken,
    OriginalInfo info,
    ImageOptions options,
    TimeProvider time)
{
    /// <summary>For tests of the crash guard, in debug builds:
    /// an original in which this environment variable's text stands is deadly.</summary>
    public const string DeadlyVariable = "IMAGEFUNCTIONS_DEBUG_DIE_ON";

    /// <summary>Why an original is not to be tried, where that is known; else null.</summary>
    public Refusal? FindRefusal(SourceKey source, ImageFormat format) =>
        guard.IsSetAside(source) ? Refusal.SetAside : broken.Find(source, format);

    /// <summary>
    /// Reads an original, if it is one, is not too large, and is not known to be unreadable, when there is memory for it. <paramref
    /// name="ticket"/> holds that memory afterwards; where nothing was read, it is given back. One that is <paramref name="known"/> to be
    /// there is asked for in all of its parts at once.
    /// </summary>
    /// <exception cref="Azure.RequestFailedException">Storage refused; 412 or 404: it was replaced or deleted meanwhile.</exception>
    /// <exception cref="EndOfStreamException">Storage sent less than it had announced.</exception>
    public async Task<Outcome<Source>> ReadAsync(
        ImagePath path, StoredBlob? known, ImageFormat format, AdmissionTicket ticket, CancellationToken cancellation)
    {
        using var activity = ImageActivities.Begin(ImageActivities.Source);
        Outcome<Source> read = Refusal.Failed;
        try
        {
            return read = (known ?? await store.BeginAsync(path, cancellation)) is { } blob
                ? await ReadAsync(blob, format, ticket, cancellation)
                : Refusal.NotFound;
        }
        finally
        {
            if (read.Value is null)
            {
                ticket.Dispose();
            }
        }
    }

    /// <summary>
    /// Converts, where <paramref name="behind"/> after everything that viewers wait for. Takes over <paramref name="source"/> and
    /// <paramref name="ticket"/>: they are given back when nothing reads them any more.
    /// <paramref name="made"/> is told of each picture, by its target's index, as soon as it is made,
    /// on the thread that makes the next one.</summary>
    /// <returns>For each target, in order: the picture, or why there is none.</returns>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public async Task<IReadOnlyList<Outcome<EncodedPicture>>> ConvertAsync(
        Source source,
        IReadOnlyList<Target> targets,
        AdmissionTicket ticket,
        bool behind,
        CancellationToken cancellation,
        Action<int, EncodedPicture>? made = null)
    {
        var ended = Task.CompletedTask;
        var began = new StrongBox<long>();
        long? needed = null;
        CrashGuard.Attempt? attempt = null;
        try
        {
            attempt = await guard.BeginAsync(source.Key, cancellation);
            var making = Run(source, attempt, began, () => Make(source, targets, TryAdmit, made, cancellation), behind, cancellation);
            ended = making.Ended;
            if (await making.Result is not { } all)
            {
                if (await ticket.AdmitDecodingAsync(needed!.Value, cancellation) is { } refusal)
                {
                    return [.. targets.Select(_ => (Outcome<EncodedPicture>)refusal)];
                }

                making = Run(
                    source, attempt, began, () => Make(source, targets, static _ => true, made, cancellation), behind, cancellation);
                ended = making.Ended;
                all = (await making.Result)!;
            }

            if (needed is not null)
            {
                attempt.Survived();
            }

            return [.. targets.Zip(all, (target, one) => one.Refusal is { } reason ? Remember(source, target, reason) : one)];
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

        bool TryAdmit(long bytes)
        {
            needed = bytes;
            return ticket.TryAdmitDecoding(bytes);
        }
    }

    private async Task<Outcome<Source>> ReadAsync(
        StoredBlob blob, ImageFormat format, AdmissionTicket ticket, CancellationToken cancellation)
    {
        await using (blob)
        {
            if (blob.Marker is not null)
            {
                return Refusal.VariantAsSource;
            }

            if (blob.Length > options.MaxSourceBytes)
            {
                return Refusal.TooManyBytes(options.MaxSourceBytes);
            }

            var refusal = FindRefusal(SourceKey.Of(blob.Path, blob.Etag), format)
                ?? await ticket.AdmitSourceAsync(blob.Length, cancellation);
            if (refusal is not null)
            {
                return refusal;
            }

            return await ReadAllAsync(blob, cancellation);
        }
    }

    private static async Task<Source> ReadAllAsync(StoredBlob blob, CancellationToken cancellation)
    {
        var source = new Source(new NativeBuffer((int)blob.Length), blob.Path, blob.Etag, blob.Focal, blob.CacheControl);
        try
        {
            await blob.ReadAllAsync(source.Content.Memory, cancellation);
            return source;
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    private Conversion<T> Run<T>(
        Source source, CrashGuard.Attempt attempt, StrongBox<long> began, Func<T> native, bool behind, CancellationToken cancellation)
    {
        return behind ? threads.RunBehind(Guarded, cancellation) : threads.Run(Guarded, cancellation);

        T Guarded()
        {
            using (attempt.Note())
            {
                Volatile.Write(ref began.Value, time.GetTimestamp());
                DieIfAsked(source.Content);
                var result = native();
                Volatile.Write(ref began.Value, 0);
                return result;
            }
        }
    }

    // On a conversion thread. Null where decoding has to wait for memory: that must hold neither a thread nor what was read by then.
    private Outcome<EncodedPicture>[]? Make(
        Source source,
        IReadOnlyList<Target> targets,
        Func<long, bool> tryAdmit,
        Action<int, EncodedPicture>? made,
        CancellationToken cancellation)
    {
        if (!engine.Open(source.Content, cancellation).Try(out var opened, out var refusal))
        {
            return [.. targets.Select(_ => (Outcome<EncodedPicture>)refusal)];
        }

        using (opened)
        {
            return tryAdmit(opened.MemoryFor(targets)) ? MakeAll(opened, source, targets, made) : null;
        }
    }

    private Outcome<EncodedPicture>[] MakeAll(
        OpenedImage opened, Source source, IReadOnlyList<Target> targets, Action<int, EncodedPicture>? made)
    {
        var results = new Outcome<EncodedPicture>[targets.Count];
        int[] pictures = [.. Enumerable.Range(0, targets.Count).Where(i => targets[i].Format != ImageFormat.Info)];
        if (pictures.Length > 0)
        {
            var encoded = opened.MakeAll(
                [.. pictures.Select(i => targets[i])], (i, picture) => made?.Invoke(pictures[i], picture));
            foreach (var (i, target) in pictures.Index())
            {
                results[target] = encoded[i];
            }
        }

        foreach (var i in Enumerable.Range(0, targets.Count).Except(pictures))
        {
            results[i] = Describe(opened, source);
            if (results[i].Value is { } info)
            {
                made?.Invoke(i, info);
            }
        }

        return results;
    }

    private Outcome<EncodedPicture> Describe(OpenedImage opened, Source source)
    {
        var start = Stopwatch.GetTimestamp();
        return opened.Describe().Try(out var description, out var refusal)
            ? new EncodedPicture(
                info.Write(source.Path, source.Content.Length, description), Stopwatch.GetElapsedTime(start), TimeSpan.Zero)
            : refusal;
    }

    private Outcome<EncodedPicture> Remember(Source source, Target target, Refusal refusal)
    {
        broken.Add(source.Key, target.Format, refusal);
        return refusal;
    }

    // A conversion that was given up may still be reading the original: its memory, and its place, are free when it has ended.
    private static async Task ReleaseAsync(Task ended, Source source, AdmissionTicket ticket, CrashGuard.Attempt? attempt)
    {
        await ended;
        attempt?.Dispose();
        source.Dispose();
        ticket.Dispose();
    }

    // As a fault in a codec would: no handler runs, nothing is flushed.
    [Conditional("DEBUG")]
    private static void DieIfAsked(NativeBuffer source)
    {
        var deadly = Environment.GetEnvironmentVariable(DeadlyVariable);
        if (!string.IsNullOrEmpty(deadly) && source.GetSpan().IndexOf(Encoding.UTF8.GetBytes(deadly)) >= 0)
        {
            Process.GetCurrentProcess().Kill();
        }
    }
}

/// <summary>An original in memory, and what storage says of exactly these bytes.</summary>
internal sealed record Source(NativeBuffer Content, ImagePath Path, string Etag, FocalPoint? Focal, string? CacheControl) : IDisposable
{
    public SourceKey Key { get; } = SourceKey.Of(Path, Etag);

    public void Dispose() => ((IDisposable)Content).Dispose();
}

/// <summary>One version of one original, as a number: a replaced original has another. Nothing can be read from it.</summary>
internal readonly record struct SourceKey(UInt128 Value)
{
    public static SourceKey Of(ImagePath original, string etag)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{original}\n{etag}"));
        return new SourceKey(BinaryPrimitives.ReadUInt128LittleEndian(hash));
    }
}
