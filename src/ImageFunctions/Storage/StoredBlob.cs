using System.Buffers;
using System.Net.Http.Headers;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using ImageFunctions.Requests;

namespace ImageFunctions.Storage;

/// <summary>A blob that was found: its properties, and its body where that was asked for at the same time.</summary>
internal sealed class StoredBlob : IAsyncDisposable
{
    /// <summary>Of a body that is read in parts at the same time, since one connection to storage gives some 60 MB/s.</summary>
    public const int PartLength = 512 << 10;

    private const int MostParts = 8;
    private const int StepLength = 64 << 10;

    private readonly BlobClient client;
    private readonly ETag etag;
    private BlobDownloadStreamingResult? download;
    private byte[]? content;

    /// <summary>Found by GET, of all of it or of its first part; the body is still to be read.</summary>
    public StoredBlob(ImagePath path, BlobClient client, BlobDownloadStreamingResult download)
    {
        (Path, this.client, this.download, etag) = (path, client, download, download.Details.ETag);
        var details = download.Details;
        (Length, ContentType, CacheControl, LastModified) =
            (WholeLength(details), details.ContentType, details.CacheControl, details.LastModified);
        (Marker, Focal, ContentMd5) = (VariantMarker.From(details.Metadata, path), FocalOf(details.Metadata), details.ContentHash);
    }

    /// <summary>Found by HEAD.</summary>
    public StoredBlob(ImagePath path, BlobClient client, BlobProperties properties)
    {
        (Path, this.client, etag) = (path, client, properties.ETag);
        (Length, ContentType, CacheControl, LastModified) =
            (properties.ContentLength, properties.ContentType, properties.CacheControl, properties.LastModified);
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
                cancellation);
        }

        return download.Content;
    }

    /// <summary>
    /// Reads the whole body: the parts that no GET has asked for yet at the same time, each over a connection of its own and under the ETag
    /// that was found. The SDK's own parallel download reads one part after the other from
    /// its sockets, and allows no look at the first headers.
    /// </summary>
    /// <param name="content">As long as the blob. Nothing writes into it any more when the task has ended, however it ends.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="RequestFailedException">412: it was replaced meanwhile; 404: it is gone.</exception>
    /// <exception cref="EndOfStreamException">Storage sent less than it had announced.</exception>
    public async Task ReadAllAsync(Memory<byte> content, CancellationToken cancellation)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var first = (int)(download?.Details.ContentLength ?? 0);
        var left = content.Length - first;
        var others = Math.Min(download is null ? MostParts : MostParts - 1, (left + PartLength - 1) / PartLength);
        var length = others > 0 ? (left + others - 1) / others : 0;
        var reading = new List<Task>(MostParts);
        if (download is not null)
        {
            reading.Add(FillAsync(content[..first], download.Content, ending.Token));
        }

        for (var offset = first; offset < content.Length; offset += length)
        {
            reading.Add(ReadPartAsync(content.Slice(offset, Math.Min(length, content.Length - offset)), offset, ending.Token));
        }

        await foreach (var part in Task.WhenEach(reading))
        {
            if (!part.IsCompletedSuccessfully)
            {
                await ending.CancelAsync(); // without it the others are of no use
            }
        }

        await Task.WhenAll(reading);
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
            await body.Content.ReadExactlyAsync(bytes, cancellation);
            content = bytes;
        }
    }

    /// <summary>One more of it, for one more reader, after <see cref="KeepBodyAsync"/>.</summary>
    public StoredBlob ForAnotherReader() => new(this);

    private async Task ReadPartAsync(Memory<byte> part, long offset, CancellationToken cancellation)
    {
        using BlobDownloadStreamingResult answer = await client.DownloadStreamingAsync(
            new BlobDownloadOptions
            {
                Range = new HttpRange(offset, part.Length),
                Conditions = new BlobRequestConditions { IfMatch = etag },
            },
            cancellation);
        if (answer.Details.ContentLength != part.Length)
        {
            throw new EndOfStreamException();
        }

        await FillAsync(part, answer.Content, cancellation);
    }

    // In small steps: the SDK's streams read into arrays alone, and given other memory rent an array as long as the whole part.
    private static async Task FillAsync(Memory<byte> content, Stream stream, CancellationToken cancellation)
    {
        var step = ArrayPool<byte>.Shared.Rent(StepLength);
        try
        {
            while (!content.IsEmpty)
            {
                var read = await stream.ReadAsync(step.AsMemory(0, Math.Min(step.Length, content.Length)), cancellation);
                if (read == 0)
                {
                    throw new EndOfStreamException();
                }

                step.AsSpan(0, read).CopyTo(content.Span);
                content = content[read..];
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(step);
        }
    }

    // An answer with a part of it says of how much (RFC 9110, section 14.4).
    private static long WholeLength(BlobDownloadDetails details) =>
        ContentRangeHeaderValue.TryParse(details.ContentRange, out var range) && range.Length is { } whole ? whole : details.ContentLength;

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

/// <summary>What a listing tells of a blob, without a request for it alone.</summary>
internal sealed record ListedBlob(string Name, string Etag, long Length, string? ContentType, VariantMarker? Marker);

/// <summary>
/// The metadata by which the service knows its own blobs (contract, section 5): the variant's path, since a copy elsewhere is its owner's;
/// the ETag of the original that it was made from, without quotes; and a hash of the settings and the engine that made it.
/// </summary>
internal sealed record VariantMarker(ImagePath Path, string SourceEtag, string Recipe)
{
    private const string PathKey = "variantpath";
    private const string SourceEtagKey = "sourceetag";
    private const string RecipeKey = "recipe";

    /// <summary>The marker of the blob at a path, or null: the blob is not ours.</summary>
    public static VariantMarker? From(IDictionary<string, string>? metadata, ImagePath path) =>
        metadata is not null
        && metadata.TryGetValue(PathKey, out var named) && named == path.Encoded
        && metadata.TryGetValue(SourceEtagKey, out var source) && source.Length > 0
        && metadata.TryGetValue(RecipeKey, out var recipe) && recipe.Length > 0
            ? new VariantMarker(path, source, recipe)
            : null;

    /// <summary>Whether the variant is what would be made now: from the same version of the original, by the same recipe.</summary>
    public bool IsFresh(string? sourceEtag, string recipe) => SourceEtag == sourceEtag && Recipe == recipe;

    /// <summary>As blob metadata, which is ASCII.</summary>
    public Dictionary<string, string> ToMetadata() =>
        new() { [PathKey] = Path.Encoded, [SourceEtagKey] = SourceEtag, [RecipeKey] = Recipe };
}
