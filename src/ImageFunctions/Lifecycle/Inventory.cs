using ImageFunctions.Requests;
using ImageFunctions.Storage;

namespace ImageFunctions.Lifecycle;

/// <summary>What storage holds of one original and its variants.</summary>
/// <param name="Original">Null where it is gone.</param>
/// <param name="Variants">Of every variant that it may have: the blob at its place.</param>
internal sealed record Holdings(StoredBlob? Original, IReadOnlyList<(Variant Variant, StoredBlob? Blob)> Variants);

/// <summary>Looks at an original with all its variants, and tells which of them are outdated and which are missing.</summary>
internal sealed class Inventory(BlobStore store, AllVariants all, WatermarkSource watermarks, Recipe recipe)
{
    /// <summary>Looks at everything at the same time; no body is read.</summary>
    public async Task<Holdings> TakeAsync(ImagePath original, CancellationToken cancellation)
    {
        // Variants first: one that is made meanwhile is then never taken for older than its original.
        var blobs = await Task.WhenAll(all.EverOf(original).Select(async variant =>
            (variant, await store.HeadAsync(variant.Path, cancellation).ConfigureAwait(false)))).ConfigureAwait(false);
        return new Holdings(await store.HeadAsync(original, cancellation).ConfigureAwait(false), blobs);
    }

    /// <summary>Our own variants that must not be served any more.</summary>
    public async Task<IReadOnlyList<StoredBlob>> OutdatedAsync(Holdings holdings, CancellationToken cancellation)
    {
        var watermark = await watermarks.CurrentAsync(cancellation).ConfigureAwait(false);
        return
        [
            .. from held in holdings.Variants
               where held.Blob?.Marker is { } marker && !IsFresh(marker, holdings.Original?.Etag, recipe.For(held.Variant.Dimension, watermark?.Etag))
               select held.Blob,
        ];
    }

    /// <summary>The variants that viewers could ask for and that are missing or outdated. A blob that is not ours keeps its place.</summary>
    /// <param name="original">Whose.</param>
    /// <param name="etag">The original's.</param>
    /// <param name="present">Gives what is stored at a variant's place; null where nothing is.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<IReadOnlyList<MissingVariant>> MissingAsync(
        ImagePath original, string etag, Func<ImagePath, PresentBlob?> present, CancellationToken cancellation)
    {
        var watermark = await watermarks.CurrentAsync(cancellation).ConfigureAwait(false);
        var missing = new List<MissingVariant>();
        foreach (var variant in all.Of(original))
        {
            var made = new MissingVariant(variant, recipe.For(variant.Dimension, watermark?.Etag), watermark, etag, Stale: null, Occupied: false);
            switch (present(variant.Path))
            {
                case null:
                    missing.Add(made);
                    break;
                case { Marker: { } marker } blob when !IsFresh(marker, etag, made.Recipe):
                    missing.Add(made with { Stale = blob.Etag });
                    break;
            }
        }

        return missing;
    }

    private static bool IsFresh(VariantMarker marker, string? etag, string recipe) => marker.SourceEtag == etag && marker.Recipe == recipe;
}

/// <summary>A blob that is stored at a variant's place.</summary>
/// <param name="Etag">Its ETag.</param>
/// <param name="Marker">Null for what is not ours.</param>
internal sealed record PresentBlob(string Etag, VariantMarker? Marker);
