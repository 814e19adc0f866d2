using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using ImageFunctions.Requests;

namespace ImageFunctions.Storage;

/// <summary>A blob that was found: its properties, and its body where that was asked for at the same time.</summary>
internal sealed class StoredBlob : IAsyncDisposable
{
    private readonly BlobClient client;
    private readonly ETag etag;
    private BlobDownloadStreamingResult? download;
    private byte[]? content;

    /// <summary>Found by GET; the body is still to be read.</summary>
    public StoredBlob(ImagePath path, BlobClient client, BlobDownloadStreamingResult download)
    {
        (Path, this.client, this.download, etag) = (path, client, download, download.Details.ETag);
        var details = download.Details;
        (Length, ContentType, CacheControl, LastModified) = (details.ContentLength, details.ContentType, details.CacheControl, details.LastModified);
        (Marker, Focal, ContentMd5) = (VariantMarker.From(details.Metadata, path), FocalOf(details.Metadata), details.ContentHash);
    }

    /// <summary>Found by HEAD.</summary>
    public StoredBlob(ImagePath path, BlobClient client, BlobProperties properties)
    {
        (Path, this.client, etag) = (path, client, properties.ETag);
        (Length, ContentType, CacheControl, LastModified) = (properties.ContentLength, properties.ContentType, properties.CacheControl, properties.LastModified);
        (Marker, Focal, ContentMd5) = (VariantMarker.From(properties.Metadata, path), FocalOf(properties.Metadata), properties.ContentHash);
    }

    // The same blob, with the body that was kept of it.
    private StoredBlob(StoredBlob other)
    {
        (Path, client, etag, content) = (other.Path, other.client, other.etag, other.content);
        (Length, ContentType, CacheControl, LastModified) = (other.Length, other.ContentType, other.CacheControl, other.LastModified);
        (Marker, Focal, ContentMd5) = (other.Marker, other.Focal, other.ContentMd5);
    }

    public ImagePath Path { get; }

    /// <summary>In bytes.</summary>
    public long Length { get; }

    /// <summary>As stored; may be empty or say nothing (<c>application/octet-stream</c>).</summary>
    public string? ContentType { get; }

    /// <summary>As stored; may be empty.</summary>
    public string? CacheControl { get; }

    public DateTimeOffset LastModified { get; }

    /// <summary>Null for what is not ours.</summary>
    public VariantMarker? Marker { get; }

    /// <summary>What a crop keeps, where the blob's metadata says so.</summary>
    public FocalPoint? Focal { get; }

    /// <summary>MD5 of the whole content where storage knows it.</summary>
    public byte[]? ContentMd5 { get; }

    /// <summary>Storage's ETag without quotes.</summary>
    public string Etag => etag.ToString("G").Trim('"');

    /// <summary>The body from <paramref name="offset"/> on, <paramref name="length"/> bytes.</summary>
    /// <remarks>A body that is not yet there is asked for under the ETag that was found: parts of two versions are never mixed.</remarks>
    /// <exception cref="RequestFailedException">412: it was replaced meanwhile; 404: it is gone.</exception>
    public async Task<Stream> OpenAsync(long offset, long length, CancellationToken cancellation)
    {
        if (content is not null)
        {
            return new MemoryStream(content, (int)offset, (int)length, writable: false);
        }

        if (download is null)
        {
            download = await client.DownloadStreamingAsync(
                new BlobDownloadOptions
                {
                    Range = offset == 0 && length == Length ? default : new HttpRange(offset, length),
                    Conditions = new BlobRequestConditions { IfMatch = etag },
                },
                cancellation).ConfigureAwait(false);
        }

        return download.Content;
    }

    /// <summary>Makes it ready for several readers: its body is read into memory, or let go where it is larger.</summary>
    /// <param name="atMost">In bytes.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="EndOfStreamException">Storage sent less than it had announced.</exception>
    public async Task KeepBodyAsync(int atMost, CancellationToken cancellation)
    {
        using var body = download;
        download = null;
        if (body is not null && Length <= atMost)
        {
            var bytes = new byte[Length];
            await body.Content.ReadExactlyAsync(bytes, cancellation).ConfigureAwait(false);
            content = bytes;
        }
    }

    /// <summary>One more of it, for one more reader, after <see cref="KeepBodyAsync"/>.</summary>
    public StoredBlob ForAnotherReader() => new(this);

    private static FocalPoint? FocalOf(IDictionary<string, string> metadata) =>
        FocalPoint.Parse(metadata.TryGetValue(FocalPoint.MetadataKey, out var text) ? text : null);

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        // Also where the body was never read: its connection is given back.
        download?.Dispose();
        return ValueTask.CompletedTask;
    }
}
