using ImageFunctions.Requests;
using ImageFunctions.Settings;
using ImageFunctions.Storage;

namespace ImageFunctions.Lifecycle;

/// <summary>What storage holds of one original and its variants.</summary>
/// <param name="Original">Null where it is gone.</param>
/// <param name="Variants">Of every variant that it may have: the blob at its place.</param>
internal sealed record Holdings(StoredBlob? Original, IReadOnlyList<(Variant Variant, StoredBlob? Blob)> Variants);

/// <summary>Looks at an original with all its variants, and tells which of them are outdated and which are missing.</summary>
internal sealed class Inventory(BlobStore store, AllVariants all, Recipe recipe)
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
    public IReadOnlyList<StoredBlob> Outdated(Holdings holdings) =>
        [.. from held in holdings.Variants
            where held.Blob?.Marker is { } marker && !IsFresh(held.Variant, marker, holdings.Original?.Etag)
            select held.Blob];

    /// <summary>The variants that viewers could ask for and that are missing or outdated. A blob that is not ours keeps its place.</summary>
    public IReadOnlyList<MissingVariant> Missing(ImagePath original, string etag, IEnumerable<(string Path, string Etag, VariantMarker? Marker)> present)
    {
        var there = present.ToDictionary(blob => blob.Path, StringComparer.Ordinal);
        var missing = new List<MissingVariant>();
        foreach (var variant in all.Of(original))
        {
            if (!there.TryGetValue(variant.Path.Blob, out var blob))
            {
                missing.Add(new MissingVariant(variant, etag, Stale: null, Occupied: false));
            }
            else if (blob.Marker is { } marker && !IsFresh(variant, marker, etag))
            {
                missing.Add(new MissingVariant(variant, etag, Stale: blob.Etag, Occupied: false));
            }
        }

        return missing;
    }

    private bool IsFresh(Variant variant, VariantMarker marker, string? etag) =>
        marker.SourceEtag == etag && marker.Recipe == recipe.For(variant.Dimension);
}
