using Azure.Storage.Blobs;
using LocalFrontDoor.Edge;
using LocalFrontDoor.Page;
using LocalFrontDoor.Processes;
using LocalFrontDoor.Rules;
using LocalFrontDoor.Samples;
using Xunit;

namespace ImageFunctions.Tests.Fixtures;

/// <summary>Storage, origin and local Front Door, all real, with the rules that are deployed. Tests keep apart by picture names.</summary>
public sealed class FrontDoorFixture(AzuriteFixture azurite) : IAsyncLifetime
{
    private OriginProcess? origin;
    private BlobContainerClient? container;
    private EdgeInFront? edge;
    private Originals? originals;

    /// <summary>Where the originals go.</summary>
    public BlobContainerClient Container => container ?? throw NotStarted;

    /// <summary>The setting FrontDoor__Id.</summary>
    public Guid FrontDoorId { get; } = Guid.NewGuid();

    internal OriginProcess Origin => origin ?? throw NotStarted;

    internal EdgeInFront Edge => edge ?? throw NotStarted;

    internal Originals Originals => originals ?? throw NotStarted;

    private static InvalidOperationException NotStarted => new("The front door has not been started.");

    public async ValueTask InitializeAsync()
    {
        container = await azurite.NewContainerAsync();
        var settings = new Dictionary<string, string>
        {
            ["Images__Containers"] = container.Name,
            ["FrontDoor__Id"] = FrontDoorId.ToString(),
        };
        origin = await OriginProcess.StartAsync(azurite.ConnectionString, settings, cancellation: TestContext.Current.CancellationToken);
        originals = new Originals(azurite.ConnectionString, container.Name);
        var options = new EdgeOptions { Origin = origin.Address, Rules = RuleFile.Read(RuleFile.DefaultPath), FrontDoorId = FrontDoorId };
        edge = await EdgeInFront.StartAsync(options, originals);
    }

    public async ValueTask DisposeAsync()
    {
        if (edge is not null)
        {
            await edge.DisposeAsync();
        }

        if (origin is not null)
        {
            await origin.DisposeAsync();
        }
    }

    /// <summary>Puts a JPEG into the container, in place of the one of that name.</summary>
    /// <returns>Its path at the edge.</returns>
    internal async Task<string> PutAsync(string name, Tint colour)
    {
        var drawing = new SvgCanvas(600, 400).Fill(colour.ToString());
        using var content = new MemoryStream(Painter.Jpeg(drawing));
        Assert.True(await Originals.PutAsync(name, content, TestContext.Current.CancellationToken));
        return Originals.UrlPath(name);
    }
}

/// <summary>One front door for all who look through it.</summary>
[CollectionDefinition(Name)]
public sealed class FrontDoorCollection : ICollectionFixture<FrontDoorFixture>
{
    public const string Name = "Front Door";
}
