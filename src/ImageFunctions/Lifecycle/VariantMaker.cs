using System.Diagnostics;
using ImageFunctions.Imaging;
using ImageFunctions.Imaging.Admission;
using ImageFunctions.Requests;
using ImageFunctions.Settings;
using ImageFunctions.Storage;
using ImageFunctions.Telemetry;

namespace ImageFunctions.Lifecycle;

/// <summary>Makes missing variants, each once at a time: wait for a place, read the original, convert it, store what came out.</summary>
internal sealed class VariantMaker(
    SourceConverter converter, ConversionAdmission admission, VariantWriter writer, ImageMetrics metrics, ImageOptions options, TimeProvider time)
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
        // What is known to be unreadable costs neither a place nor a download.
        var variant = missing.Variant;
        if (missing.SourceEtag is { } etag && converter.FindRefusal(SourceKey.Of(variant.Original, etag), variant.Format) is { } known)
        {
            return known;
        }

        var start = Stopwatch.GetTimestamp();
        var ticket = await admission.EnterAsync(cancellation).ConfigureAwait(false);
        if (ticket is null)
        {
            return Refusal.Busy;
        }

        if (!(await converter.ReadAsync(variant.Original, variant.Format, ticket, cancellation).ConfigureAwait(false)).Try(out var source, out var refusal))
        {
            return refusal;
        }

        var read = Stopwatch.GetElapsedTime(start);
        var (sourceEtag, sourceBytes) = (source.Etag, source.Content.Length);
        var target = new Target(variant.Dimension, variant.Format, source.Focal, missing.Watermark);
        using var activity = ImageActivities.Convert(variant, sourceBytes);
        var converted = await converter.ConvertAsync(source, target, ticket, cancellation).ConfigureAwait(false);
        return converted.Try(out var picture, out refusal) ? Finish(missing, sourceEtag, picture, read, sourceBytes) : refusal;
    }

    private MadeVariant Finish(MissingVariant missing, string sourceEtag, EncodedPicture picture, TimeSpan read, long sourceBytes)
    {
        metrics.Made(missing.Variant.Format, picture.Decode, picture.Encode, sourceBytes);
        var md5 = BlobStore.ContentHash(picture.Bytes);
        var stored = writer.WriteAsync(missing, sourceEtag, picture.Bytes);
        return new MadeVariant(picture.Bytes, md5, time.GetUtcNow(), new MakeTiming(read, picture.Decode, picture.Encode), stored);
    }
}
