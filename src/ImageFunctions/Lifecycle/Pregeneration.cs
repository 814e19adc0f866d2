using ImageFunctions.Requests;
using ImageFunctions.Settings;
using ImageFunctions.Telemetry;

namespace ImageFunctions.Lifecycle;

/// <summary>Makes the variants of an uploaded original before a viewer asks, where that is configured: one original at a time.</summary>
internal sealed class Pregeneration(
    VariantInventory inventory, VariantMaker maker, ImageOptions options, FreshnessMetrics metrics, ILogger<Pregeneration> logger) : IDisposable
{
    private readonly SemaphoreSlim lane = new(1);

    /// <summary>Whether there is anything to do at all.</summary>
    public bool IsOn => options.Pregenerate == PregenerateMode.All;

    /// <summary>Makes what is missing when its turn has come; what has been made by then is left alone.</summary>
    /// <exception cref="Azure.RequestFailedException">Storage refused.</exception>
    public async Task MakeAsync(ImagePath original, CancellationToken cancellation)
    {
        await lane.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            var stored = await inventory.FindAsync(original, cancellation).ConfigureAwait(false);
            if (stored.Original is not { Marker: null } source)
            {
                return;
            }

            var present = stored.Variants.ToDictionary(one => one.Variant.Path, one => one.Blob);
            var missing = await inventory.MissingAsync(
                original, source.Etag, path => present.GetValueOrDefault(path) is { } blob ? new PresentBlob(blob.Etag, blob.Marker) : null, cancellation).ConfigureAwait(false);
            var made = await maker.MakeSetAsync(original, missing, cancellation).ConfigureAwait(false);
            metrics.Pregenerated(made.Stored);
            if (made.Refused is { } refusal)
            {
                logger.NotPregenerated(original, refusal.Title);
            }
        }
        finally
        {
            lane.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => lane.Dispose();
}
