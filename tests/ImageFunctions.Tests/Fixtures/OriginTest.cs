using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Xunit;

namespace ImageFunctions.Tests.Fixtures;

/// <summary>A test that talks HTTP to the real origin over real Azurite, in a folder of blobs of its own.</summary>
public abstract class OriginTest(AzuriteFixture azurite, OriginFixture origin) : IAsyncLifetime
{
    /// <summary>The folder, without slashes around it.</summary>
    protected string Folder { get; } = Guid.NewGuid().ToString("N");

    protected AzuriteFixture Azurite => azurite;

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>A viewer of the shared origin.</summary>
    private protected Site Site { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Site = (await origin.StartedAsync(azurite)).Site;

    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    /// <summary>The address of a blob in the folder, to be escaped by the caller where it needs to be.</summary>
    protected string Url(string name) => $"/{OriginFixture.Container}/{Folder}/{name}";

    protected BlobClient Blob(string name, string container = OriginFixture.Container) =>
        azurite.Container(container).GetBlobClient($"{Folder}/{name}");

    /// <summary>Uploads as anybody's client would; without a content type as storage has it then.</summary>
    protected async Task<BlobClient> UploadAsync(
        string name, byte[] content, BlobHttpHeaders? headers = null, string container = OriginFixture.Container)
    {
        var blob = Blob(name, container);
        await blob.UploadAsync(BinaryData.FromBytes(content), new BlobUploadOptions { HttpHeaders = headers }, Cancellation);
        return blob;
    }

    /// <summary>As the service writes it down: without quotes.</summary>
    private protected static async Task<string> EtagAsync(BlobClient blob) =>
        (await blob.GetPropertiesAsync(cancellationToken: Cancellation)).Value.ETag.ToString("G").Trim('"');

    /// <summary>Waits until a blob is there: variants are stored beside the answer.</summary>
    private protected static async Task<BlobProperties> StoredAsync(BlobClient blob)
    {
        await Patience.UntilAsync(async () => await blob.ExistsAsync(Cancellation));
        return await blob.GetPropertiesAsync(cancellationToken: Cancellation);
    }
}
