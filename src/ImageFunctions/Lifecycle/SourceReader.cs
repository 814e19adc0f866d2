using ImageFunctions.Imaging;
using ImageFunctions.Imaging.Admission;
using ImageFunctions.Requests;
using ImageFunctions.Settings;
using ImageFunctions.Storage;

namespace ImageFunctions.Lifecycle;

/// <summary>An original in memory.</summary>
/// <param name="Content">All of it.</param>
/// <param name="Etag">Of exactly these bytes.</param>
/// <param name="Focal">What a crop keeps, where its metadata says so.</param>
/// <param name="Key">Of path and ETag.</param>
/// <param name="CacheControl">Its own, where it has one.</param>
internal sealed record Source(NativeBuffer Content, string Etag, FocalPoint? Focal, SourceKey Key, string? CacheControl) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose() => ((IDisposable)Content).Dispose();
}

/// <summary>Reads originals straight from the response into the memory that they are decoded from.</summary>
internal sealed class SourceReader(BlobStore store, ImageOptions options)
{
    /// <summary>Reads an original, if it is one and not too large, when there is memory for it.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="ticket">Holds the memory afterwards.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="Azure.RequestFailedException">Storage refused; 412 or 404: it was replaced or deleted meanwhile.</exception>
    /// <exception cref="EndOfStreamException">Storage sent less than it had announced.</exception>
    public async Task<Outcome<Source>> ReadAsync(ImagePath path, AdmissionTicket ticket, CancellationToken cancellation)
    {
        var blob = await store.BeginAsync(path, cancellation).ConfigureAwait(false);
        if (blob is null)
        {
            return Refusal.NotFound;
        }

        await using (blob.ConfigureAwait(false))
        {
            if (blob.Marker is not null)
            {
                return Refusal.VariantAsSource;
            }

            if (blob.Length > options.MaxSourceBytes)
            {
                return Refusal.TooManyBytes(options.MaxSourceBytes);
            }

            var full = await ticket.AdmitSourceAsync(blob.Length, cancellation).ConfigureAwait(false);
            if (full is not null)
            {
                return full;
            }

            return await ReadAsync(blob, cancellation).ConfigureAwait(false);
        }
    }

    private static async Task<Source> ReadAsync(StoredBlob blob, CancellationToken cancellation)
    {
        var source = new Source(new NativeBuffer((int)blob.Length), blob.Etag, blob.Focal, SourceKey.Of(blob.Path, blob.Etag), blob.CacheControl);
        try
        {
            await blob.ReadAllAsync(source.Content.Memory, cancellation).ConfigureAwait(false);
            return source;
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }
}
