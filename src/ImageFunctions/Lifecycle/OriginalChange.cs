using Azure;
using ImageFunctions.Purging;
using ImageFunctions.Requests;
using ImageFunctions.Settings;
using ImageFunctions.Storage;
using ImageFunctions.Telemetry;

namespace ImageFunctions.Lifecycle;

/// <summary>
/// Follows up a change of an original: outdated variants are dropped, the edge is purged, and where new variants are made beforehand, the
/// original is put into the queue for that. It brings things to where storage says they should be, so that doing it twice, late or in
/// another order does no harm.
/// </summary>
internal sealed class OriginalChange(
    BlobStore store,
    VariantInventory inventory,
    AllVariants all,
    EdgePurge edge,
    WorkQueue queue,
    ImageOptions options,
    ImageMetrics metrics,
    ILogger<OriginalChange> logger)
{
    /// <summary>Follows up that storage says of a blob that it was created, replaced or deleted.</summary>
    /// <returns>Whether all is done; otherwise it shall be tried again.</returns>
    /// <exception cref="Azure.RequestFailedException">Storage refused.</exception>
    public async Task<bool> ApplyAsync(ImagePath path, CancellationToken cancellation)
    {
        if (VariantPath.TryParse(path.Blob, out _, out _, out _))
        {
            switch (await store.HeadAsync(path, cancellation))
            {
                case { Marker: not null }:
                    return true; // ours: it comes and goes with its original
                case null:
                    return await edge.PurgeAsync([path]).WaitAsync(cancellation); // nobody can tell whose it was
            }
        }

        var stored = await inventory.FindAsync(path, cancellation);
        var dropped = await DropAsync(await inventory.OutdatedAsync(stored, cancellation), cancellation);
        metrics.Dropped(dropped.Count);
        logger.OriginalChanged(path, dropped.Count);

        // After the drop: what the edge asks for from now on is new. It may hold a variant under its own path that is not stored any more.
        var purge = edge.PurgeAsync(
            [path, VariantPath.InfoAddress(path), .. all.PicturesOf(path).Select(variant => variant.Path).Union(dropped)]);
        if (options.Pregenerate == PregenerateMode.All && stored.Original is not null)
        {
            await queue.EnqueueAsync(path, cancellation);
        }

        return await purge.WaitAsync(cancellation);
    }

    private async Task<IReadOnlyList<ImagePath>> DropAsync(IEnumerable<StoredBlob> outdated, CancellationToken cancellation)
    {
        var deleted = await Task.WhenAll(outdated.Select(async blob =>
            (blob.Path, Done: await DropAsync(blob, cancellation))));
        return [.. deleted.Where(one => one.Done).Select(one => one.Path)];
    }

    private async Task<bool> DropAsync(StoredBlob blob, CancellationToken cancellation)
    {
        try
        {
            return await store.DeleteVariantAsync(blob.Path, blob.Etag, cancellation);
        }
        catch (RequestFailedException e) when (e.Status is StatusCodes.Status409Conflict or StatusCodes.Status412PreconditionFailed)
        {
            // Leased or immutable, and for longer than Event Grid sends an event again: the purge must not wait for it.
            metrics.NotDropped();
            logger.NotDropped(blob.Path, e);
            return false;
        }
    }
}
