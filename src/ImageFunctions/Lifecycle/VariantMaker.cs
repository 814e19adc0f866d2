using System.Collections.Concurrent;
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
    private const long MostKeptBytes = 16 << 20;

    // Who looked for a variant just before it was stored asks for it up to this later: a look is given up after two tries of some seconds.
    private static readonly TimeSpan LongestLook = TimeSpan.FromSeconds(10);

    // What storage did not take (a blob that is not ours has the place; a lease; an outage) is not made again for every viewer.
    private static readonly TimeSpan UnstoredTime = TimeSpan.FromMinutes(1);

    private readonly SingleFlight<Outcome<MadeVariant>> flights = new();
    private readonly ConcurrentDictionary<string, Kept> kept = new(StringComparer.Ordinal);
    private long keptBytes;

    /// <summary>Makes a variant, or waits for one who is making it.</summary>
    /// <param name="missing">Which.</param>
    /// <param name="cancellation">The viewer's: it ends his wait, and the work only when nobody else waits.</param>
    /// <returns>The variant or why there is none, and whether it was another request's work.</returns>
    public async Task<(Outcome<MadeVariant> Result, bool Collapsed)> MakeAsync(MissingVariant missing, CancellationToken cancellation)
    {
        // With the original's ETag: who comes after it was replaced must not get the old picture.
        var key = $"{missing.Variant.Path}\n{missing.SourceEtag}\n{missing.Recipe}";
        var madeBefore = false;
        var (result, collapsed) = await flights.JoinAsync(
            key,
            abandoned =>
            {
                madeBefore = kept.TryGetValue(key, out var one) && one.IsFor(missing);
                return madeBefore ? Task.FromResult<Outcome<MadeVariant>>(one!.Made) : MakeInTimeAsync(missing, abandoned);
            },
            made => madeBefore || made.Value is null ? Task.CompletedTask : KeepAsync(key, missing, made.Value),
            cancellation).ConfigureAwait(false);
        return (result, collapsed || madeBefore);
    }

    // Ends when the variant is stored; what was made is at hand for a while longer.
    private async Task KeepAsync(string key, MissingVariant missing, MadeVariant made)
    {
        var stored = await made.Stored.ConfigureAwait(false);
        if (!stored && missing.SourceEtag is null)
        {
            return; // originals are not verified: nothing would tell when it is outdated
        }

        var most = stored ? MostKeptBytes : MostKeptBytes / 2;
        if (Interlocked.Add(ref keptBytes, made.Content.Length) > most)
        {
            Interlocked.Add(ref keptBytes, -made.Content.Length);
            return;
        }

        var one = new Kept(made, missing, stored ? time.GetTimestamp() : long.MaxValue);
        kept[key] = one;
        _ = ForgetAsync(key, one, stored ? LongestLook : UnstoredTime);
    }

    private async Task ForgetAsync(string key, Kept one, TimeSpan after)
    {
        await Task.Delay(after, time).ConfigureAwait(false);
        kept.TryRemove(KeyValuePair.Create(key, one));
        Interlocked.Add(ref keptBytes, -one.Made.Content.Length);
    }

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
            return FindRefusal(missing) ?? Refusal.TookTooLong;
        }
    }

    private Refusal? FindRefusal(MissingVariant missing) =>
        missing.SourceEtag is { } etag ? converter.FindRefusal(SourceKey.Of(missing.Variant.Original, etag), missing.Variant.Format) : null;

    private async Task<Outcome<MadeVariant>> MakeAdmittedAsync(MissingVariant missing, CancellationToken cancellation)
    {
        // What is known to be unreadable costs neither a place nor a download.
        var variant = missing.Variant;
        if (FindRefusal(missing) is { } known)
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
        var cacheControl = options.CacheControlOfVariant(source.CacheControl);
        var target = new Target(variant.Dimension, variant.Format, source.Focal, missing.Watermark);
        using var activity = ImageActivities.Convert(variant, sourceBytes);
        var converted = await converter.ConvertAsync(source, target, ticket, cancellation).ConfigureAwait(false);
        return converted.Try(out var picture, out refusal) ? Finish(missing, sourceEtag, picture, read, sourceBytes, cacheControl) : refusal;
    }

    private MadeVariant Finish(MissingVariant missing, string sourceEtag, EncodedPicture picture, TimeSpan read, long sourceBytes, string cacheControl)
    {
        metrics.Made(missing.Variant.Format, picture.Decode, picture.Encode, sourceBytes);
        var md5 = BlobStore.ContentHash(picture.Bytes);
        var stored = writer.WriteAsync(missing, sourceEtag, picture.Bytes, cacheControl);
        return new MadeVariant(picture.Bytes, md5, time.GetUtcNow(), new MakeTiming(read, picture.Decode, picture.Encode), cacheControl, stored);
    }

    // What was made for one who found his place in storage as another does: with the same blob in it, or before it was stored there.
    private sealed record Kept(MadeVariant Made, MissingVariant Missing, long StoredAt)
    {
        public bool IsFor(MissingVariant other) =>
            other.LookedAt < StoredAt && other.Occupied == Missing.Occupied && other.Stale == Missing.Stale;
    }
}
