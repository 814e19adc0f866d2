using System.Diagnostics;
using ImageFunctions.Imaging;
using ImageFunctions.Requests;
using ImageFunctions.Settings;
using ImageFunctions.Storage;

namespace ImageFunctions.Lifecycle;

/// <summary>Makes missing variants, each once at a time: read the original, convert it, store what came out.</summary>
internal sealed class VariantMaker(
    SourceReader sources, IImageEngine engine, ConversionGate gate, ConversionThreads threads, VariantWriter writer, ImageOptions options, TimeProvider time)
{
    private readonly SingleFlight<Outcome<MadeVariant>> flights = new();

    /// <summary>Makes a variant, or waits for one who is making it.</summary>
    /// <param name="missing">Which.</param>
    /// <param name="cancellation">The viewer's: it ends his wait, and the work only when nobody else waits.</param>
    /// <returns>The variant or why there is none, and whether it was another request's work.</returns>
    public Task<(Outcome<MadeVariant> Result, bool Collapsed)> MakeAsync(MissingVariant missing, CancellationToken cancellation) =>
        flights.JoinAsync(
            // With the original's ETag: who comes after it was replaced must not get the old picture.
            $"{missing.Variant.Path}\n{missing.SourceEtag}\n{missing.Recipe}",
            abandoned => MakeInTimeAsync(missing, abandoned),
            made => made.Value?.Stored ?? Task.CompletedTask,
            cancellation);

    private async Task<Outcome<MadeVariant>> MakeInTimeAsync(MissingVariant missing, CancellationToken abandoned)
    {
        using var timeout = new CancellationTokenSource(options.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(abandoned, timeout.Token);
        try
        {
            return await MakeAdmittedAsync(missing, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !abandoned.IsCancellationRequested)
        {
            return Refusal.TookTooLong;
        }
    }

    private async Task<Outcome<MadeVariant>> MakeAdmittedAsync(MissingVariant missing, CancellationToken cancellation)
    {
        var start = Stopwatch.GetTimestamp();
        var admission = await gate.EnterAsync(cancellation).ConfigureAwait(false);
        if (admission is null)
        {
            return Refusal.Busy;
        }

        var over = Task.CompletedTask;
        try
        {
            if (!(await sources.ReadAsync(missing.Variant.Original, cancellation).ConfigureAwait(false)).Try(out var source, out var refusal))
            {
                return refusal;
            }

            var read = Stopwatch.GetElapsedTime(start);
            var target = new Target(missing.Variant.Dimension, missing.Variant.Format, source.Focal, missing.Watermark);
            var conversion = threads.Run(() => engine.Make(source.Content, target, cancellation), cancellation);
            over = ReleaseAsync(conversion.Ended, source);
            var result = await conversion.Result.ConfigureAwait(false);
            return result.Try(out var picture, out refusal) ? Finish(missing, source.Etag, picture, read) : refusal;
        }
        finally
        {
            _ = ReleaseAsync(over, admission);
        }
    }

    private MadeVariant Finish(MissingVariant missing, string sourceEtag, EncodedPicture picture, TimeSpan read)
    {
        var md5 = BlobStore.ContentHash(picture.Bytes);
        var stored = writer.WriteAsync(missing, sourceEtag, picture.Bytes);
        return new MadeVariant(picture.Bytes, md5, time.GetUtcNow(), new MakeTiming(read, picture.Decode, picture.Encode), stored);
    }

    // A conversion that was given up may still be reading the original: its memory, and its place, are free when it has ended.
    private static async Task ReleaseAsync(Task ended, IDisposable held)
    {
        await ended.ConfigureAwait(false);
        held.Dispose();
    }
}
