using ImageFunctions.Imaging;
using ImageFunctions.Requests;
using ImageFunctions.Settings;
using ImageFunctions.Storage;
using ImageFunctions.Telemetry;

namespace ImageFunctions.Lifecycle;

/// <summary>What a look into storage found for a variant.</summary>
/// <param name="Hit">The stored variant, where it is fresh; or a blob that is not ours, where it was asked for by its path.</param>
/// <param name="Original">The original, where it is served in the variant's place (SVG scales by itself).</param>
/// <param name="Missing">What is to be made, in all other cases.</param>
internal sealed record LookupResult(StoredBlob? Hit = null, StoredBlob? Original = null, MissingVariant? Missing = null);

/// <summary>A variant that has to be made.</summary>
/// <param name="Variant">Which.</param>
/// <param name="Recipe">What it will be made by.</param>
/// <param name="Watermark">What will be laid over it; part of the recipe.</param>
/// <param name="SourceEtag">ETag of its original as just read; null where originals are not verified.</param>
/// <param name="Stale">ETag of our own outdated variant that is there.</param>
/// <param name="Occupied">Whether a blob that is not ours is there: it stays, and nothing is stored.</param>
/// <param name="LookedAt">When the look began that did not find it (<see cref="TimeProvider.GetTimestamp"/>).</param>
internal sealed record MissingVariant(
    Variant Variant, string Recipe, Watermark? Watermark, string? SourceEtag, string? Stale, bool Occupied, long LookedAt = 0)
{
    /// <summary>Its original as just found, without its body; null where that was not looked at.</summary>
    public StoredBlob? Source { get; init; }
}

/// <summary>
/// Looks for a variant, and at its original at the same time: a hit costs one round trip's time. Those who want the same variant at the
/// same time look for it together, and those who want variants of one original look at that together.
/// </summary>
internal sealed class VariantLookup(BlobStore store, WatermarkSource watermarks, ImageOptions options, Recipe recipe, TimeProvider time)
{
    // A variant that several want is read once for all of them, up to this; of a larger one each request reads its own.
    private const int MostBytesShared = 256 << 10;

    // Longer than storage takes on a normal day: one call that hangs holds up nobody else.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(100);

    private readonly SharedLook<StoredBlob?> variants = new(Patience);
    private readonly SharedLook<StoredBlob?> originals = new(Patience);

    /// <summary>
    /// Looks. <paramref name="byPath"/> says that the variant was asked for by its own path, where a blob that is not ours is what is asked
    /// for; <paramref name="withBody"/>, that a hit's body will be read from its start.
    /// </summary>
    /// <returns>What was there after the call.</returns>
    public async Task<Outcome<LookupResult>> FindAsync(Variant variant, bool byPath, bool withBody, CancellationToken cancellation)
    {
        using var activity = ImageActivities.Begin(ImageActivities.Lookup);
        var lookedAt = time.GetTimestamp();
        var watermark = await watermarks.CurrentAsync(cancellation);
        var found = withBody ? GetAsync(variant.Path, cancellation) : HeadAsync(variants, variant.Path, cancellation);
        var source = options.VerifySource ? HeadAsync(originals, variant.Original, cancellation) : Task.FromResult<StoredBlob?>(null);
        try
        {
            await Task.WhenAll(found, source);
        }
        catch
        {
            await DisposeAsync(found);
            throw;
        }

        var blob = await found;
        var missing = new MissingVariant(
            variant, recipe.For(variant, watermark?.Etag), watermark, SourceEtag: null, Stale: null, Occupied: false, lookedAt);
        var result = byPath && blob is { Marker: null }
            ? new LookupResult(Hit: blob)
            : Resolve(missing, blob, await source, byPath);
        if (result.Value?.Hit is null)
        {
            await DisposeAsync(found); // the body of a stale variant is never downloaded
        }

        return result;
    }

    private async Task<StoredBlob?> GetAsync(ImagePath path, CancellationToken cancellation)
    {
        if (!FeatureSwitches.SharedLook)
        {
            return await store.GetAsync(path, cancellation);
        }

        var (found, shared) = await variants.JoinAsync(
            $"GET {path}",
            (willBeShared, abandoned) => willBeShared ? GetForSeveralAsync(path, abandoned) : store.GetAsync(path, abandoned),
            static unwanted => _ = unwanted?.DisposeAsync().AsTask(),
            cancellation);
        return shared ? found?.ForAnotherReader() : found;
    }

    private async Task<StoredBlob?> GetForSeveralAsync(ImagePath path, CancellationToken cancellation)
    {
        var found = await store.GetAsync(path, cancellation);
        await (found?.KeepBodyAsync(MostBytesShared, cancellation) ?? Task.CompletedTask);
        return found;
    }

    private async Task<StoredBlob?> HeadAsync(SharedLook<StoredBlob?> looks, ImagePath path, CancellationToken cancellation)
    {
        if (!FeatureSwitches.SharedLook)
        {
            return await store.HeadAsync(path, cancellation);
        }

        var (found, shared) = await looks.JoinAsync(
            $"HEAD {path}", (_, abandoned) => store.HeadAsync(path, abandoned), static _ => { }, cancellation);
        return shared ? found?.ForAnotherReader() : found;
    }

    private Outcome<LookupResult> Resolve(MissingVariant missing, StoredBlob? found, StoredBlob? source, bool byPath)
    {
        if (options.VerifySource)
        {
            switch (source)
            {
                case null:
                    return Refusal.NotFound;
                case { Marker: not null }:
                    return Refusal.VariantAsSource;
                case { } original when ImageFormats.IsSvg(original.ContentType):
                    return byPath || missing.Variant.Format == ImageFormat.Info ? Refusal.NotAnImage : new LookupResult(Original: source);
            }
        }

        missing = missing with { SourceEtag = source?.Etag, Source = source };
        if (found?.Marker is not { } marker)
        {
            return new LookupResult(Missing: missing with { Occupied = found is not null });
        }

        return marker.IsFresh(source?.Etag ?? marker.SourceEtag, missing.Recipe)
            ? new LookupResult(Hit: found)
            : new LookupResult(Missing: missing with { Stale = found.Etag });
    }

    private static async ValueTask DisposeAsync(Task<StoredBlob?> found)
    {
        if (found.IsCompletedSuccessfully && await found is { } blob)
        {
            await blob.DisposeAsync();
        }
    }
}
