using LocalFrontDoor.Edge;
using LocalFrontDoor.Page;
using LocalFrontDoor.Rules;
using LocalFrontDoor.Samples;
using Xunit;

namespace ImageFunctions.Tests.Fixtures;

/// <summary>Storage, origin and local Front Door, all real, with the rules that are deployed. Tests keep apart by picture names.</summary>
public sealed class FrontDoorFixture(AzuriteFixture azurite) : OriginFixture(azurite)
{
    private EdgeInFront? edge;
    private Originals? originals;

    internal EdgeInFront Edge => edge ?? throw new InvalidOperationException("The edge has not been started.");

    internal Originals Originals => originals ?? throw new InvalidOperationException("The edge has not been started.");

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        originals = new Originals(ConnectionString, Container.Name);
        var options = new EdgeOptions { Origin = Address, Rules = RuleFile.Read(RuleFile.DefaultPath), FrontDoorId = FrontDoorId };
        edge = await EdgeInFront.StartAsync(options, originals);
    }

    public override async ValueTask DisposeAsync()
    {
        if (edge is not null)
        {
            await edge.DisposeAsync();
        }

        await base.DisposeAsync();
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
