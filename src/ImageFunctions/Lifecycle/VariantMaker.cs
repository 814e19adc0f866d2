using System.Collections.Concurrent;
using ImageFunctions.Imaging;
using ImageFunctions.Imaging.Admission;
using ImageFunctions.Requests;
using ImageFunctions.Settings;

namespace ImageFunctions.Lifecycle;

/// <summary>
/// Makes missing variants. A viewer's variant is made once for all who ask for it, and kept at hand until nobody asks any more who did not
/// find it stored; a set of one original's is made after one decode, before anybody asks, and after what viewers wait for.
/// </summary>
internal sealed class VariantMaker(
    SharedConversion conversions,
    SourceConverter converter,
    ConversionAdmission admission,
    VariantWriter writer,
    ImageOptions options,
    TimeProvider time)
{
    private const long MostKeptBytes = 16 << 20;

    // Who looked for a variant just before it was stored asks for it up to this later: a look is given up after two tries of some seconds.
    private static readonly TimeSpan LongestLook = TimeSpan.FromSeconds(10);

    // What storage did not take (a blob that is not ours has the place; a lease; an outage) is not made again for every viewer.
    private static readonly TimeSpan UnstoredTime = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan PauseWhenFull = TimeSpan.FromSeconds(1);

    private readonly SingleFlight<Outcome<MadeVariant>> flights = new();
    private readonly ConcurrentDictionary<string, Kept> kept = new(StringComparer.Ordinal);
    private long keptBytes;

    /// <summary>Makes a variant, or waits for the request that is making it.</summary>
    /// <param name="missing">What a look into storage found missing.</param>
    /// <param name="cancellation">The viewer's: it ends that wait, and the work only when nobody else waits.</param>
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
                return madeBefore ? Task.FromResult<Outcome<MadeVariant>>(one!.Made) : MakeOneAsync(missing, abandoned);
            },
            made => madeBefore || made.Value is null ? Task.CompletedTask : KeepAsync(key, missing, made.Value),
            cancellation);
        return (result, collapsed || madeBefore || result.Value is { ByAnother: true });
    }

    /// <summary>Makes and stores several variants of one original.</summary>
    /// <exception cref="Azure.RequestFailedException">Storage refused.</exception>
    public async Task<SetResult> MakeSetAsync(ImagePath original, IReadOnlyList<MissingVariant> missing, CancellationToken cancellation) =>
        missing.Count == 0
            ? new SetResult(0, 0, null)
            : await InTimeAsync(
                options.Timeout * missing.Count,
                inTime => MakeSetAdmittedAsync(original, missing, inTime),
                () => new SetResult(0, 0, Refusal.TookTooLong),
                cancellation);

    // Ends when the variant is stored; what was made is at hand for a while longer.
    private async Task KeepAsync(string key, MissingVariant missing, MadeVariant made)
    {
        var changed = await made.Stored != StoreOutcome.NotStored;
        if (!changed && missing.SourceEtag is null)
        {
            return; // originals are not verified: nothing would tell when it is outdated
        }

        var most = changed ? MostKeptBytes : MostKeptBytes / 2;
        if (Interlocked.Add(ref keptBytes, made.Content.Length) > most)
        {
            Interlocked.Add(ref keptBytes, -made.Content.Length);
            return;
        }

        var one = new Kept(made, missing, changed ? time.GetTimestamp() : long.MaxValue);
        kept[key] = one;
        _ = ForgetAsync(key, one, changed ? LongestLook : UnstoredTime);
    }

    private async Task ForgetAsync(string key, Kept one, TimeSpan after)
    {
        await Task.Delay(after, time);
        kept.TryRemove(KeyValuePair.Create(key, one));
        Interlocked.Add(ref keptBytes, -one.Made.Content.Length);
    }

    private Task<Outcome<MadeVariant>> MakeOneAsync(MissingVariant missing, CancellationToken cancellation) => InTimeAsync(
        options.Timeout, inTime => MakeAdmittedAsync(missing, inTime), () => FindRefusal(missing) ?? Refusal.TookTooLong, cancellation);

    private async Task<T> InTimeAsync<T>(
        TimeSpan limit, Func<CancellationToken, Task<T>> make, Func<T> tookTooLong, CancellationToken cancellation)
    {
        using var timeout = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, timeout.Token);
        try
        {
            return await make(either.Token);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            return tookTooLong();
        }
    }

    private Refusal? FindRefusal(MissingVariant missing) =>
        missing.SourceEtag is { } etag ? converter.FindRefusal(SourceKey.Of(missing.Variant.Original, etag), missing.Variant.Format) : null;

    private async Task<Outcome<MadeVariant>> MakeAdmittedAsync(MissingVariant missing, CancellationToken cancellation)
    {
        // What is known to be unreadable costs neither a place nor a download.
        if (FindRefusal(missing) is { } known)
        {
            return known;
        }

        return await conversions.MakeAsync(missing, cancellation);
    }

    private async Task<SetResult> MakeSetAdmittedAsync(
        ImagePath original, IReadOnlyList<MissingVariant> missing, CancellationToken cancellation)
    {
        var ticket = await EnterWhenFreeAsync(cancellation);
        var read = await converter.ReadAsync(original, known: null, missing[0].Variant.Format, ticket, cancellation);
        if (!read.Try(out var source, out var refusal))
        {
            return new SetResult(0, 0, refusal);
        }

        var (etag, cacheControl) = (source.Etag, options.CacheControlOfVariant(source.CacheControl));
        Target[] targets = [.. missing.Select(one => new Target(one.Variant.Dimension, one.Variant.Format, source.Focal, one.Watermark))];
        var pictures = await converter.ConvertAsync(source, targets, ticket, behind: true, cancellation);
        var stored = await Task.WhenAll(missing.Zip(
            pictures, (one, picture) => StoreAsync(one, etag, cacheControl, picture.Value, cancellation)));
        refusal = pictures.FirstOrDefault(one => one.Refusal is not null).Refusal;
        List<(ImagePath, string)> ours = [.. from one in stored where one.Etag is not null select (one.Path, one.Etag)];
        var kept = ours.Count == 0 || await writer.KeepIfCurrentAsync(original, etag, ours, cancellation);
        return new SetResult(kept ? ours.Count : 0, stored.Length - ours.Count - pictures.Count(one => one.Refusal is not null), refusal);
    }

    private async Task<(ImagePath Path, string? Etag)> StoreAsync(
        MissingVariant missing, string sourceEtag, string cacheControl, EncodedPicture? picture, CancellationToken cancellation) => (
        missing.Variant.Path,
        picture is null ? null : await writer.PutAsync(missing, sourceEtag, picture.Bytes, cacheControl, cancellation));

    // A full queue is full of viewers: they go first, and what nobody waits for comes again later.
    private async Task<AdmissionTicket> EnterWhenFreeAsync(CancellationToken cancellation)
    {
        while (true)
        {
            if (await admission.EnterAsync(cancellation) is { } ticket)
            {
                return ticket;
            }

            await Task.Delay(PauseWhenFull, time, cancellation);
        }
    }

    // Another request gets it too that found the same blob in its place, or looked before another was stored there.
    private sealed record Kept(MadeVariant Made, MissingVariant Missing, long StoredAt)
    {
        public bool IsFor(MissingVariant other) =>
            other.LookedAt < StoredAt && other.Occupied == Missing.Occupied && other.Stale == Missing.Stale;
    }
}

/// <summary>
/// A variant that was just made. <paramref name="Stored"/> runs on beside the answer: what became of the store; it never fails.
/// </summary>
internal sealed record MadeVariant(
    byte[] Content, byte[] ContentMd5, DateTimeOffset MadeAt, MakeTiming Timing, string CacheControl, Task<StoreOutcome> Stored)
{
    /// <summary>Whether another process made and stored it while this one waited for a place.</summary>
    public bool ByAnother { get; init; }
}

/// <summary>How long each part of making a variant took.</summary>
/// <param name="Source">Reading the original, waiting for admission included.</param>
/// <param name="Decode">Up to the finished pixels.</param>
/// <param name="Encode">From there to the bytes.</param>
internal readonly record struct MakeTiming(TimeSpan Source, TimeSpan Decode, TimeSpan Encode);

/// <summary>What came of making several variants of one original.</summary>
/// <param name="Stored">How many are stored now.</param>
/// <param name="Overtaken">How many somebody else stored meanwhile.</param>
/// <param name="Refused">Why the others could not be made; null when all were.</param>
internal sealed record SetResult(int Stored, int Overtaken, Refusal? Refused);
