using ImageFunctions.Hosting;
using ImageFunctions.Requests;
using ImageFunctions.Storage;

namespace ImageFunctions.Lifecycle;

/// <summary>
/// Looks at originals: those who look at the same one while the question is under way share its answer. It is never kept: who comes
/// after it asks anew, so that nobody sees an original that is older than one round trip to storage.
/// </summary>
internal sealed class OriginalLookup(BlobStore store)
{
    private readonly SingleFlight<StoredBlob?> flights = new();

    /// <summary>Finds an original by HEAD.</summary>
    /// <returns>Null where there is none.</returns>
    /// <exception cref="Azure.RequestFailedException">Storage refused.</exception>
    public async Task<StoredBlob?> HeadAsync(ImagePath original, CancellationToken cancellation)
    {
        if (!FeatureSwitches.SharedHeads)
        {
            return await store.HeadAsync(original, cancellation).ConfigureAwait(false);
        }

        var (found, _) = await flights.JoinAsync(
            original.ToString(), abandoned => store.HeadAsync(original, abandoned), static _ => Task.CompletedTask, cancellation).ConfigureAwait(false);
        return found;
    }
}
