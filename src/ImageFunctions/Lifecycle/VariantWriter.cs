using ImageFunctions.Requests;
using ImageFunctions.Storage;
using ImageFunctions.Telemetry;

namespace ImageFunctions.Lifecycle;

/// <summary>Stores variants beside the answer: no viewer waits for it, and none suffers when it fails.</summary>
internal sealed class VariantWriter(BlobStore store, ImageMetrics metrics, ILogger<VariantWriter> logger)
{
    private static readonly TimeSpan LongestStore = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(250);

    // False until one has been.
    private volatile bool lastWasStored;

    /// <summary>Stores a variant, and looks at its original again.</summary>
    /// <returns>What became of it; it never fails.</returns>
    public async Task<StoreOutcome> WriteAsync(MissingVariant missing, string sourceEtag, byte[] content, string cacheControl)
    {
        var variant = missing.Variant;
        if (missing.Occupied)
        {
            logger.VariantPathOccupied(variant.Path);
            return StoreOutcome.NotStored;
        }

        using var activity = ImageActivities.Begin(ImageActivities.Store);
        using var timeout = new CancellationTokenSource(LongestStore);
        string? stored;
        try
        {
            stored = await PutAsync(missing, sourceEtag, content, cacheControl, timeout.Token);
            lastWasStored = true;
        }
        catch (Exception e)
        {
            // Whatever it was, the viewer has the picture.
            lastWasStored = false;
            metrics.StoreFailed();
            logger.StoreFailed(variant.Path, e);
            return StoreOutcome.NotStored;
        }

        if (stored is null)
        {
            // A blob that was there before may have a lease, and stay.
            return missing.Stale is null ? StoreOutcome.Overtaken : StoreOutcome.NotStored;
        }

        return await KeepIfCurrentAsync(variant.Original, sourceEtag, [(variant.Path, stored)], timeout.Token)
            ? StoreOutcome.Stored
            : StoreOutcome.NotStored;
    }

    /// <summary>Stores a variant.</summary>
    /// <returns>Its ETag; null where somebody else has stored meanwhile.</returns>
    /// <exception cref="Azure.RequestFailedException">Storage refused.</exception>
    public Task<string?> PutAsync(
        MissingVariant missing, string sourceEtag, byte[] content, string cacheControl, CancellationToken cancellation)
    {
        var marker = new VariantMarker(missing.Variant.Path, sourceEtag, missing.Recipe);
        return store.PutVariantAsync(marker, content, (missing.Variant.Format.ContentType, cacheControl), missing.Stale, cancellation);
    }

    /// <summary>
    /// Takes variants back whose original was deleted or replaced before they were stored: whoever followed up that change did not find
    /// them.
    /// </summary>
    /// <returns>False where they were taken back; it never fails.</returns>
    public async Task<bool> KeepIfCurrentAsync(
        ImagePath original, string sourceEtag, IReadOnlyList<(ImagePath Path, string Etag)> stored, CancellationToken cancellation)
    {
        try
        {
            var now = await store.HeadAsync(original, cancellation);
            if (now?.Etag == sourceEtag)
            {
                return true;
            }

            await Task.WhenAll(stored.Select(one => store.DeleteVariantAsync(one.Path, one.Etag, cancellation)));
            logger.TakenBack(original, stored.Count);
            return false;
        }
        catch (Exception e)
        {
            // No request is answered with an outdated variant while originals are verified, and prune finds it.
            logger.NotLookedAtAgain(original, e);
            return true;
        }
    }

    /// <summary>
    /// What an answer may say of a store that is under way. While storing works, that is "stored" and nobody waits; after a failure, or
    /// before the first success, the answer waits a moment for the outcome rather than claim what may not come.
    /// </summary>
    public async ValueTask<bool> ExpectStoredAsync(Task<StoreOutcome> storing)
    {
        if (!storing.IsCompleted && lastWasStored)
        {
            return true;
        }

        if (!storing.IsCompleted)
        {
            await Task.WhenAny(storing, Task.Delay(LongestWait));
        }

        return storing.IsCompleted && await storing == StoreOutcome.Stored;
    }
}

/// <summary>What became of a store.</summary>
internal enum StoreOutcome
{
    /// <summary>It did not happen, or was taken back.</summary>
    NotStored,

    /// <summary>It is stored.</summary>
    Stored,

    /// <summary>Where nothing was, somebody else stored meanwhile: who looks again finds that, or that it was taken back.</summary>
    Overtaken,
}
