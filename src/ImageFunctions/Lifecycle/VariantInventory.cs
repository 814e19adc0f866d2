using ImageFunctions.Requests;
using ImageFunctions.Storage;

namespace ImageFunctions.Lifecycle;

/// <summary>What storage holds of an original, null where it is gone, and at the path of every variant that it may have.</summary>
internal sealed record StoredVariants(StoredBlob? Original, IReadOnlyList<(Variant Variant, StoredBlob? Blob)> Variants);

/// <summary>Looks at an original with all its variants, and tells which of them are outdated and which are missing.</summary>
internal sealed class VariantInventory(BlobStore store, AllVariants all, WatermarkSource watermarks, Recipe recipe)
{
    /// <summary>Asks for all of them at the same time; no body is read.</summary>
    public async Task<StoredVariants> FindAsync(ImagePath original, CancellationToken cancellation)
    {
        // Variants first: one that is made meanwhile is then never taken for older than its original.
        var blobs = await Task.WhenAll(all.EverOf(original).Select(async variant =>
            (variant, await store.HeadAsync(variant.Path, cancellation))));
        return new StoredVariants(await store.HeadAsync(original, cancellation), blobs);
    }

    /// <summary>Our own variants that must not be served any more.</summary>
    public async Task<IReadOnlyList<StoredBlob>> OutdatedAsync(StoredVariants stored, CancellationToken cancellation)
    {
        var watermark = await watermarks.CurrentAsync(cancellation);
        return
        [
            .. from variant in stored.Variants
               let current = recipe.For(variant.Variant, watermark?.Etag)
               where variant.Blob?.Marker is { } marker && !marker.IsFresh(stored.Original?.Etag, current)
               select variant.Blob,
        ];
    }

    /// <summary>Variants that viewers could ask for and that are missing or outdated. A blob that is not ours keeps its place.</summary>
    public async Task<IReadOnlyList<MissingVariant>> MissingAsync(
        ImagePath original, string etag, Func<ImagePath, PresentBlob?> present, CancellationToken cancellation)
    {
        var watermark = await watermarks.CurrentAsync(cancellation);
        var missing = new List<MissingVariant>();
        foreach (var variant in all.Of(original))
        {
            var current = recipe.For(variant, watermark?.Etag);
            var made = new MissingVariant(variant, current, watermark, etag, Stale: null, Occupied: false);
            switch (present(variant.Path))
            {
                case null:
                    missing.Add(made);
                    break;
                case { Marker: { } marker } blob when !marker.IsFresh(etag, made.Recipe):
                    missing.Add(made with { Stale = blob.Etag });
                    break;
            }
        }

        return missing;
    }
}

/// <summary>A blob that is stored at a variant's path; without a marker it is not ours.</summary>
internal sealed record PresentBlob(string Etag, VariantMarker? Marker);
