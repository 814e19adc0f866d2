using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using ImageFunctions.Requests;
using ImageFunctions.Storage;

namespace LocalFrontDoor.Page;

/// <summary>The originals in the container that this program fills and its page shows.</summary>
/// <param name="connectionString">Of the storage account.</param>
/// <param name="container">For example `images`.</param>
internal sealed class Originals(string connectionString, string container)
{
    private readonly BlobContainerClient blobs = new(connectionString, container);

    /// <summary>Creates the container when it is not there.</summary>
    public Task CreateContainerAsync(CancellationToken cancellation) => blobs.CreateIfNotExistsAsync(cancellationToken: cancellation);

    /// <summary>Everything in the container but the variants, sorted by name.</summary>
    public async Task<IReadOnlyList<Original>> ListAsync(CancellationToken cancellation)
    {
        var originals = new List<Original>();
        await foreach (var blob in blobs.GetBlobsAsync(new GetBlobsOptions { Traits = BlobTraits.Metadata }, cancellation))
        {
            if (!IsVariant(blob.Name, blob.Metadata))
            {
                originals.Add(new Original(UrlPath(blob.Name), blob.Name, blob.Properties.ContentLength ?? 0, blob.Properties.ContentType));
            }
        }

        return [.. originals.OrderBy(static original => original.Name, StringComparer.OrdinalIgnoreCase)];
    }

    /// <summary>Puts an original into the container, in place of the one of that name if there is one.</summary>
    /// <param name="name">One that <see cref="OriginalName.Fault"/> has nothing against.</param>
    /// <param name="content">The file.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>False when a variant has that name: it is left as it is.</returns>
    public async Task<bool> PutAsync(string name, Stream content, CancellationToken cancellation)
    {
        var blob = blobs.GetBlobClient(name);
        var conditions = new BlobRequestConditions();
        try
        {
            var there = await blob.GetPropertiesAsync(cancellationToken: cancellation);
            if (IsVariant(name, there.Value.Metadata))
            {
                return false;
            }

            conditions.IfMatch = there.Value.ETag;
        }
        catch (RequestFailedException missing) when (missing.Status == StatusCodes.Status404NotFound)
        {
            conditions.IfNoneMatch = ETag.All;
        }

        var headers = new BlobHttpHeaders { ContentType = OriginalName.ContentType(name) };
        await blob.UploadAsync(content, new BlobUploadOptions { HttpHeaders = headers, Conditions = conditions }, cancellation);
        return true;
    }

    /// <summary>The path of a blob at the edge, percent-encoded: /images/holiday/big%20cat.jpg.</summary>
    public string UrlPath(string name) => $"/{container}/" + string.Join('/', name.Split('/').Select(Uri.EscapeDataString));

    private bool IsVariant(string name, IDictionary<string, string>? metadata) =>
        VariantMarker.From(metadata, ImagePath.Configured($"{container}/{name}")) is not null;
}

/// <summary>An original.</summary>
/// <param name="Path">At the edge, percent-encoded.</param>
/// <param name="Name">Of the blob.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Type">Its Content-Type.</param>
internal sealed record Original(string Path, string Name, long Bytes, string? Type);
