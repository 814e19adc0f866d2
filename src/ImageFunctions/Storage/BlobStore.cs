using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Azure;
using Azure.Core.Pipeline;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using ImageFunctions.Requests;

namespace ImageFunctions.Storage;

/// <summary>Finds originals and variants in Blob Storage, and writes variants without ever destroying what is not ours.</summary>
/// <param name="service">The account.</param>
internal sealed class BlobStore(BlobServiceClient service)
{
    /// <summary>Finds a blob by GET: its body can be read from the answer.</summary>
    /// <returns>Null where there is none.</returns>
    /// <exception cref="RequestFailedException">Storage refused.</exception>
    public async Task<StoredBlob?> GetAsync(ImagePath path, CancellationToken cancellation)
    {
        var client = Client(path);
        try
        {
            var download = await client.DownloadStreamingAsync(cancellationToken: cancellation);
            return new StoredBlob(path, client, download.Value);
        }
        catch (RequestFailedException e) when (e.Status == StatusCodes.Status404NotFound)
        {
            return null;
        }
    }

    /// <summary>Finds a blob by GET of its first part, to be read by <see cref="StoredBlob.ReadAllAsync"/>.</summary>
    /// <inheritdoc cref="GetAsync"/>
    public async Task<StoredBlob?> BeginAsync(ImagePath path, CancellationToken cancellation)
    {
        var client = Client(path);
        try
        {
            var options = new BlobDownloadOptions { Range = new HttpRange(0, StoredBlob.PartLength) };
            var download = await client.DownloadStreamingAsync(options, cancellation);
            return new StoredBlob(path, client, download.Value);
        }
        catch (RequestFailedException e) when (e.Status == StatusCodes.Status404NotFound)
        {
            return null;
        }
        catch (RequestFailedException e) when (e.Status == StatusCodes.Status416RangeNotSatisfiable)
        {
            return await GetAsync(path, cancellation); // an empty blob has no first part
        }
    }

    /// <summary>Finds a blob by HEAD.</summary>
    /// <inheritdoc cref="GetAsync"/>
    public async Task<StoredBlob?> HeadAsync(ImagePath path, CancellationToken cancellation)
    {
        var client = Client(path);
        try
        {
            var properties = await client.GetPropertiesAsync(cancellationToken: cancellation);
            return new StoredBlob(path, client, properties.Value);
        }
        catch (RequestFailedException e) when (e.Status == StatusCodes.Status404NotFound)
        {
            return null;
        }
    }

    /// <summary>Stores a variant where there is no blob, or in place of exactly the one that was read and was ours.</summary>
    /// <param name="marker">Where, and what it was made from and by.</param>
    /// <param name="content">What.</param>
    /// <param name="headers">Its content type and cache control.</param>
    /// <param name="replaces">ETag of our own, outdated variant; null to create.</param>
    /// <param name="cancellation">Ends it; whether it was stored is then not known.</param>
    /// <returns>Its ETag; null where another blob is there by now: by then somebody else has stored, and theirs stays.</returns>
    /// <exception cref="RequestFailedException">Storage refused; also where the blob is leased or immutable.</exception>
    public async Task<string?> PutVariantAsync(
        VariantMarker marker,
        byte[] content,
        (string ContentType, string CacheControl) headers,
        string? replaces,
        CancellationToken cancellation)
    {
        var upload = new BlobUploadOptions
        {
            HttpHeaders = new BlobHttpHeaders
            {
                ContentType = headers.ContentType,
                CacheControl = headers.CacheControl,
                ContentHash = ContentHash(content),
            },
            Metadata = marker.ToMetadata(),
            Conditions = replaces is null
                ? new BlobRequestConditions { IfNoneMatch = ETag.All }
                : new BlobRequestConditions { IfMatch = new ETag(replaces) },
        };
        using var ours = OwnRequest();
        try
        {
            var stored = await Client(marker.Path).UploadAsync(BinaryData.FromBytes(content), upload, cancellation);
            return Unquoted(stored.Value.ETag);
        }
        catch (RequestFailedException e) when (IsOvertaken(e))
        {
            return null;
        }
    }

    /// <summary>Deletes exactly the variant that was read, with the snapshots of it, without which storage would keep it.</summary>
    /// <returns>False where it has been replaced or deleted meanwhile.</returns>
    /// <exception cref="RequestFailedException">Storage refused; also where the blob is leased or immutable.</exception>
    public async Task<bool> DeleteVariantAsync(ImagePath path, string etag, CancellationToken cancellation)
    {
        using var ours = OwnRequest();
        try
        {
            await Client(path).DeleteAsync(
                DeleteSnapshotsOption.IncludeSnapshots, new BlobRequestConditions { IfMatch = new ETag(etag) }, cancellation);
            return true;
        }
        catch (RequestFailedException e) when (IsOvertaken(e))
        {
            return false;
        }
    }

    /// <summary>Lists a container's blobs in the order of their names, 5,000 a request.</summary>
    /// <exception cref="RequestFailedException">Storage refused, or there is no such container.</exception>
    public async IAsyncEnumerable<ListedBlob> ListAsync(
        string container, string prefix, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var listing = service.GetBlobContainerClient(container).GetBlobsAsync(BlobTraits.Metadata, BlobStates.None, prefix, cancellation);
        await foreach (var item in listing)
        {
            var properties = item.Properties;
            yield return new ListedBlob(
                item.Name,
                properties.ETag is { } etag ? Unquoted(etag) : "",
                properties.ContentLength ?? 0,
                properties.ContentType,
                VariantMarker.From(item.Metadata, ImagePath.Configured($"{container}/{item.Name}")));
        }
    }

    /// <summary>The hash that storage keeps with a blob, and that variants have as their ETag: the same bytes, the same ETag, whoever made
    /// them and whenever.</summary>
    [System.Diagnostics.CodeAnalysis.SuppressMessage(
        "Security", "CA5351", Justification = "Content-MD5 is what Blob Storage keeps; nothing is protected by it.")]
    public static byte[] ContentHash(byte[] content) => MD5.HashData(content);

    // Other conflicts and failed preconditions (a lease, an immutability policy, a legal hold) are refusals: nobody was faster.
    private static bool IsOvertaken(RequestFailedException e) =>
        e.ErrorCode == BlobErrorCode.BlobAlreadyExists
            || e.ErrorCode == BlobErrorCode.ConditionNotMet
            || e.ErrorCode == BlobErrorCode.BlobNotFound;

    private static string Unquoted(ETag etag) => etag.ToString("G").Trim('"');

    // By its request id an event tells that the change was ours, and Event Grid drops it (infra/modules/events.bicep).
    private static IDisposable OwnRequest() => HttpPipeline.CreateClientRequestIdScope($"imagefunctions-{Guid.NewGuid()}");

    private BlobClient Client(ImagePath path) => service.GetBlobContainerClient(path.Container).GetBlobClient(path.Blob);
}
