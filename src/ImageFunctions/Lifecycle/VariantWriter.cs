using ImageFunctions.Requests;
using ImageFunctions.Settings;
using ImageFunctions.Storage;
using ImageFunctions.Telemetry;

namespace ImageFunctions.Lifecycle;

/// <summary>Stores variants beside the answer: no viewer waits for it, and none suffers when it fails.</summary>
internal sealed class VariantWriter(BlobStore store, ImageOptions options, ImageMetrics metrics, ILogger<VariantWriter> logger)
{
    private static readonly TimeSpan LongestStore = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestDoubt = TimeSpan.FromMilliseconds(250);

    // Whether the last store went well; false until one has.
    private volatile bool trusted;

    /// <summary>Stores a variant.</summary>
    /// <returns>Whether it did; it never fails.</returns>
    public async Task<bool> WriteAsync(MissingVariant missing, string sourceEtag, byte[] content)
    {
        var variant = missing.Variant;
        if (missing.Occupied)
        {
            logger.VariantPathOccupied(variant.Path);
            return false;
        }

        using var patience = new CancellationTokenSource(LongestStore);
        try
        {
            var marker = new VariantMarker(sourceEtag, missing.Recipe);
            var stored = await store.PutVariantAsync(
                variant.Path, content, (variant.Format.ContentType, options.CacheControl), marker, missing.Stale, patience.Token).ConfigureAwait(false);
            trusted = true;
            return stored;
        }
        catch (Exception e)
        {
            // Whatever it was, the viewer has his picture, and the next one makes the variant again.
            trusted = false;
            metrics.StoreFailed();
            logger.StoreFailed(variant.Path, e);
            return false;
        }
    }

    /// <summary>
    /// What an answer may say of a store that is under way. While storing works, that is "stored" and nobody waits; after a failure, or
    /// before the first success, the answer waits a moment for the outcome rather than claim what may not come.
    /// </summary>
    public async ValueTask<bool> ExpectStoredAsync(Task<bool> storing)
    {
        if (!storing.IsCompleted && trusted)
        {
            return true;
        }

        if (!storing.IsCompleted)
        {
            await Task.WhenAny(storing, Task.Delay(LongestDoubt)).ConfigureAwait(false);
        }

        return storing.IsCompleted && await storing.ConfigureAwait(false);
    }
}
