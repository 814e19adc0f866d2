using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Sas;
using Bench.SideBySide.Contenders;
using LocalFrontDoor.Processes;

namespace Bench.SideBySide;

/// <summary>Azurite with one container for each contender, all with the same originals.</summary>
internal sealed class Site(
    AzuriteProcess azurite, IReadOnlyList<ContenderKind> kinds, IReadOnlyList<OriginalFile> originals) : IAsyncDisposable
{
    private readonly FarStorage far = new(azurite.BlobEndpoint.Port);
    private static readonly ParallelOptions AtOnce = new() { MaxDegreeOfParallelism = 8 };

    private readonly BlobServiceClient service = new(azurite.ConnectionString);

    /// <summary>Where an original can be read without a key; only the container of ipx is open.</summary>
    public Uri Open(string original) => new($"{azurite.BlobEndpoint}/ipx/{original}");

    /// <summary>The same storage at a distance.</summary>
    public string FarConnectionString =>
        azurite.ConnectionString.Replace($":{azurite.BlobEndpoint.Port}/", $":{far.Port}/", StringComparison.Ordinal);

    /// <summary>Uploads every original to every container.</summary>
    public async Task FillAsync()
    {
        foreach (var kind in kinds)
        {
            var container = service.GetBlobContainerClient(kind.Container);
            await container.CreateAsync(kind.Stores ? PublicAccessType.None : PublicAccessType.Blob);
            await Parallel.ForEachAsync(
                originals.SelectMany(original => original.Names, (original, name) => (original, name)), AtOnce, async (one, cancellation) =>
                await container.GetBlobClient(one.name).UploadAsync(
                    BinaryData.FromBytes(one.original.Content),
                    new BlobUploadOptions { HttpHeaders = new BlobHttpHeaders { ContentType = one.original.ContentType } }, cancellation));
        }
    }

    /// <summary>Waits until a contender has stored what it answered with, which no answer waits for, and deletes all variants.</summary>
    /// <param name="kind">Whose.</param>
    /// <param name="expected">How many it has made.</param>
    public async Task DropVariantsAsync(ContenderKind kind, int expected)
    {
        if (!kind.Stores)
        {
            return;
        }

        var container = service.GetBlobContainerClient(kind.Container);
        var variants = await StoredVariantsAsync(kind, container, expected);
        await Parallel.ForEachAsync(
            variants, AtOnce, async (name, cancellation) => await container.DeleteBlobAsync(name, cancellationToken: cancellation));
    }

    /// <summary>Addresses under which storage itself gives a contender's variants to anybody, once all are stored.</summary>
    /// <param name="kind">Whose.</param>
    /// <param name="expected">How many it has made.</param>
    public async Task<IReadOnlyList<Uri>> SignedVariantsAsync(ContenderKind kind, int expected)
    {
        var container = service.GetBlobContainerClient(kind.Container);
        return [.. (await StoredVariantsAsync(kind, container, expected))
            .Select(name => container.GetBlobClient(name).GenerateSasUri(BlobSasPermissions.Read, DateTimeOffset.UtcNow.AddHours(1)))];
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await far.DisposeAsync();
        await azurite.DisposeAsync();
    }

    private static async Task<List<string>> StoredVariantsAsync(ContenderKind kind, BlobContainerClient container, int expected)
    {
        var variants = await VariantsAsync(container);
        for (var tries = 0; variants.Count < expected && tries < 200; tries++)
        {
            await Task.Delay(25);
            variants = await VariantsAsync(container);
        }

        return variants.Count >= expected
            ? variants
            : throw new InvalidOperationException($"{kind.Name} stored {variants.Count} variants of {expected}.");
    }

    // Originals lie at the top, variants in folders.
    private static async Task<List<string>> VariantsAsync(BlobContainerClient container)
    {
        var names = new List<string>();
        await foreach (var blob in container.GetBlobsAsync())
        {
            if (blob.Name.Contains('/', StringComparison.Ordinal))
            {
                names.Add(blob.Name);
            }
        }

        return names;
    }
}
