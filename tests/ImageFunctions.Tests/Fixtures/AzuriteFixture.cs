using Azure.Storage.Blobs;
using ImageFunctions.Tests.Fixtures;
using LocalFrontDoor.Processes;
using Xunit;

// One Azurite for the whole run: it takes two seconds to start. Tests keep apart by container names.
[assembly: AssemblyFixture(typeof(AzuriteFixture))]

namespace ImageFunctions.Tests.Fixtures;

/// <summary>A running Azurite with an empty container `images`.</summary>
public sealed class AzuriteFixture : IAsyncLifetime
{
    private AzuriteProcess? azurite;

    public string ConnectionString =>
        azurite?.ConnectionString ?? throw new InvalidOperationException("Azurite has not been started.");

    public BlobContainerClient Container(string name) => new(ConnectionString, name);

    /// <summary>An empty container of its own for one test or class.</summary>
    public async Task<BlobContainerClient> NewContainerAsync()
    {
        var container = Container($"images-{Guid.NewGuid():N}");
        await container.CreateAsync(cancellationToken: TestContext.Current.CancellationToken);
        return container;
    }

    public async ValueTask InitializeAsync()
    {
        azurite = await AzuriteProcess.StartAsync(cancellation: TestContext.Current.CancellationToken);
        await Container("images").CreateAsync(cancellationToken: TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (azurite is not null)
        {
            await azurite.DisposeAsync();
        }
    }
}
