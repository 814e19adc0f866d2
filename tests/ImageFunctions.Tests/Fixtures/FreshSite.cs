using System.Net;
using System.Text;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using LocalFrontDoor.Edge;
using LocalFrontDoor.Page;
using LocalFrontDoor.Processes;
using LocalFrontDoor.Rules;
using Xunit;

namespace ImageFunctions.Tests.Fixtures;

/// <summary>Storage, origin, local Front Door and a stand-in for ARM that purges it: everything that keeps pictures fresh.</summary>
internal sealed class FreshSite : IAsyncDisposable
{
    public const string Chrome = $"Accept: {Site.ChromeAccept}";

    private readonly HttpClient host;
    private readonly OriginProcess origin;

    private FreshSite(BlobContainerClient container, ArmStandIn arm, OriginProcess origin, EdgeInFront edge)
    {
        (Container, Arm, this.origin, Edge) = (container, arm, origin, edge);
        host = new HttpClient { BaseAddress = origin.Address };
    }

    public BlobContainerClient Container { get; }

    public ArmStandIn Arm { get; }

    public EdgeInFront Edge { get; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<FreshSite> StartAsync(AzuriteFixture azurite, params (string Name, string Value)[] settings)
    {
        var container = await azurite.NewContainerAsync();
        var arm = await ArmStandIn.StartAsync();
        var frontDoor = Guid.NewGuid();
        var environment = new Dictionary<string, string>
        {
            ["Images__Containers"] = container.Name,
            ["FrontDoor__Id"] = frontDoor.ToString(),
            ["FrontDoor__EndpointId"] = ArmStandIn.EndpointId,
            ["FrontDoor__ManagementEndpoint"] = arm.Address.ToString(),
        };
        foreach (var (name, value) in settings)
        {
            environment[name] = value;
        }

        var origin = await OriginProcess.StartAsync(azurite.ConnectionString, environment, cancellation: Cancellation);
        var options = new EdgeOptions { Origin = origin.Address, Rules = RuleFile.Read(RuleFile.DefaultPath), FrontDoorId = frontDoor };
        var edge = await EdgeInFront.StartAsync(options, new Originals(azurite.ConnectionString, container.Name));
        arm.Edge = edge;
        return new FreshSite(container, arm, origin, edge);
    }

    /// <summary>What the service logged so far.</summary>
    public IReadOnlyList<string> Log => origin.Output.Snapshot();

    public string Path(string blob) => $"/{Container.Name}/{blob}";

    /// <summary>Puts a JPEG into the container, in place of what is there.</summary>
    public async Task<string> PutAsync(string blob, int seed)
    {
        var put = await Container.GetBlobClient(blob)
            .UploadAsync(BinaryData.FromBytes(TestImages.Jpeg(640, 480, seed)), overwrite: true, Cancellation);
        return put.Value.ETag.ToString("G").Trim('"');
    }

    /// <summary>Posts an event as the host does.</summary>
    public async Task<HttpStatusCode> PostAsync(string invocation)
    {
        using var content = new StringContent(invocation, Encoding.UTF8, "application/json");
        using var answer = await host.PostAsync(new Uri("/OriginalChanged", UriKind.Relative), content, Cancellation);
        return answer.StatusCode;
    }

    /// <summary>Gets a variant as a browser that takes WebP, and waits until it is stored.</summary>
    public async Task<(string Edge, string Origin, byte[] Body)> GetAsync(string blob, string variant)
    {
        using var answer = await Edge.GetAsync($"{Path(blob)}?d=100x100", Chrome);
        answer.EnsureSuccessStatusCode();
        var body = await answer.Content.ReadAsByteArrayAsync(Cancellation);
        while (!await Container.GetBlobClient(variant).ExistsAsync(Cancellation))
        {
            await Task.Yield(); // stored beside the answer
        }

        return (answer.Headers.GetValues("X-Cache").Single(), answer.Headers.GetValues("Cache-Status").Single(), body);
    }

    /// <summary>Every blob's ETag and the original that it says it was made from.</summary>
    public async Task<Dictionary<string, (string Etag, string? SourceEtag)>> BlobsAsync()
    {
        var blobs = new Dictionary<string, (string, string?)>();
        await foreach (var blob in Container.GetBlobsAsync(new GetBlobsOptions { Traits = BlobTraits.Metadata }, Cancellation))
        {
            blobs[blob.Name] = (blob.Properties.ETag.ToString()!, blob.Metadata.TryGetValue("sourceetag", out var source) ? source : null);
        }

        return blobs;
    }

    public async ValueTask DisposeAsync()
    {
        host.Dispose();
        await Edge.DisposeAsync();
        await origin.DisposeAsync();
        await Arm.DisposeAsync();
    }
}
