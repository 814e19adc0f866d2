using ImageFunctions.Requests;
using ImageFunctions.Telemetry;

namespace ImageFunctions.Lifecycle;

/// <summary>Makes the variants of an original before a viewer asks: one original at a time.</summary>
internal sealed class Pregeneration(
    VariantInventory inventory, VariantMaker maker, ImageMetrics metrics, ILogger<Pregeneration> logger) : IDisposable
{
    private readonly SemaphoreSlim turn = new(1);

    /// <summary>Makes what is missing when its turn has come; what has been made by then is left alone.</summary>
    /// <returns>Why not all could be made; null when they were, or the original is gone.</returns>
    /// <exception cref="Azure.RequestFailedException">Storage refused.</exception>
    public async Task<Refusal?> MakeAsync(ImagePath original, CancellationToken cancellation)
    {
        await turn.WaitAsync(cancellation);
        try
        {
            var stored = await inventory.FindAsync(original, cancellation);
            if (stored.Original is not { Marker: null } source)
            {
                return null;
            }

            var present = stored.Variants.ToDictionary(one => one.Variant.Path, one => one.Blob);
            var missing = await inventory.MissingAsync(
                original, source.Etag,
                path => present.GetValueOrDefault(path) is { } blob ? new PresentBlob(blob.Etag, blob.Marker) : null, cancellation);
            var made = await maker.MakeSetAsync(original, missing, cancellation);
            metrics.Pregenerated(made.Stored);
            if (made.Refused is { } refusal)
            {
                metrics.NotPregenerated();
                logger.NotPregenerated(original, refusal.Title);
            }

            return made.Refused;
        }
        finally
        {
            turn.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => turn.Dispose();
}
