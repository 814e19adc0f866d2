using ImageFunctions.Purging;
using ImageFunctions.Requests;
using ImageFunctions.Storage;
using ImageFunctions.Telemetry;

namespace ImageFunctions.Lifecycle;

/// <summary>
/// Follows up a change of an original: outdated variants are dropped, the edge is purged, new variants are made where that is
/// configured. It brings things to where storage says they should be, so that doing it twice, late or in another order does no harm.
/// </summary>
internal sealed class OriginalChange(
    BlobStore store, Inventory inventory, EdgePurge edge, Pregeneration pregeneration, FreshnessMetrics metrics, ILogger<OriginalChange> logger)
{
    /// <summary>Follows up, whatever has happened to the blob.</summary>
    /// <param name="path">A blob of which storage says that it was created, replaced or deleted.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="Azure.RequestFailedException">Storage refused.</exception>
    public async Task ApplyAsync(ImagePath path, CancellationToken cancellation)
    {
        if (await IsOurVariantAsync(path, cancellation).ConfigureAwait(false))
        {
            return;
        }

        var holdings = await inventory.TakeAsync(path, cancellation).ConfigureAwait(false);
        var dropped = await DropAsync(await inventory.OutdatedAsync(holdings, cancellation).ConfigureAwait(false), cancellation).ConfigureAwait(false);
        metrics.Dropped(dropped.Count);
        logger.OriginalChanged(path, dropped.Count);

        // After the drop: what the edge asks for from now on is new. A variant may be cached under its own path as well.
        var purge = edge.PurgeAsync(dropped.Prepend(path));
        if (pregeneration.IsOn && holdings.Original is not null)
        {
            await pregeneration.MakeAsync(path, cancellation).ConfigureAwait(false);
        }

        await purge.WaitAsync(cancellation).ConfigureAwait(false);
    }

    // Our own blobs come and go with their originals: without this, each would start it all over.
    private async Task<bool> IsOurVariantAsync(ImagePath path, CancellationToken cancellation)
    {
        if (!VariantPath.TryParse(path.Blob, out _, out _, out _))
        {
            return false;
        }

        // One that is gone can no longer show its marker; by its shape it was ours.
        var blob = await store.HeadAsync(path, cancellation).ConfigureAwait(false);
        return blob is null or { Marker: not null };
    }

    private async Task<IReadOnlyList<ImagePath>> DropAsync(IEnumerable<StoredBlob> outdated, CancellationToken cancellation)
    {
        var deleted = await Task.WhenAll(outdated.Select(async blob =>
            (blob.Path, Done: await store.DeleteVariantAsync(blob.Path, blob.Etag, cancellation).ConfigureAwait(false)))).ConfigureAwait(false);
        return [.. deleted.Where(one => one.Done).Select(one => one.Path)];
    }
}
