using Azure.Storage.Blobs;
using LocalFrontDoor.Processes;
using Xunit;

namespace ImageFunctions.Tests.Fixtures;

/// <summary>The origin as a process of its own, over a container of its own, with Front Door's id as its guard.</summary>
public class OriginFixture(AzuriteFixture azurite) : IAsyncLifetime
{
    private OriginProcess? origin;
    private BlobContainerClient? container;

    /// <summary>Where the originals go.</summary>
    public BlobContainerClient Container => container ?? throw new InvalidOperationException("The origin has not been started.");

    /// <summary>The setting FrontDoor__Id.</summary>
    public Guid FrontDoorId { get; } = Guid.NewGuid();

    public Uri Address => Origin.Address;

    internal OriginProcess Origin => origin ?? throw new InvalidOperationException("The origin has not been started.");

    protected string ConnectionString => azurite.ConnectionString;

    public virtual async ValueTask InitializeAsync()
    {
        container = await azurite.NewContainerAsync();
        var settings = new Dictionary<string, string>
        {
            ["Images__Containers"] = container.Name,
            ["FrontDoor__Id"] = FrontDoorId.ToString(),
        };
        origin = await OriginProcess.StartAsync(azurite.ConnectionString, settings, cancellation: TestContext.Current.CancellationToken);
    }

    public virtual async ValueTask DisposeAsync()
    {
        if (origin is not null)
        {
            await origin.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }
}
