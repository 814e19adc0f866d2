using System.Diagnostics.Metrics;
using Azure.Identity;
using ImageFunctions.Purging;
using ImageFunctions.Requests;
using ImageFunctions.Settings;
using ImageFunctions.Telemetry;
using ImageFunctions.Tests.Fixtures;
using ImageFunctions.Tests.Requests;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ImageFunctions.Tests.Purging;

public class EdgePurgeTests
{
    private readonly CollectingLogger<EdgePurge> logger = new();

    [Fact]
    public async Task Purge_ManyAtOnce_GoTogetherInCallsOfAHundred()
    {
        await using var arm = await ArmStandIn.StartAsync();
        var purge = Create(arm);

        var accepted = await Task.WhenAll(Enumerable.Range(0, 150).Select(i => purge.PurgeAsync([Path(i), Path(0)])));

        Assert.All(accepted, Assert.True);
        Assert.Equal([100, 50], arm.Calls.Select(call => call.Paths.Count));
        Assert.Equal(150, arm.Paths.Distinct().Count());
        Assert.Equal([420, 420], logger.EventIds);
    }

    [Fact]
    public async Task Purge_OnePathIsMalformed_TheOthersArePurged()
    {
        await using var arm = await ArmStandIn.StartAsync();
        arm.Malformed = "/images/3.jpg";

        Assert.True(await Create(arm).PurgeAsync(Enumerable.Range(0, 8).Select(Path))); // another try would not go better

        var accepted = arm.Calls.Where(call => !call.Paths.Contains(arm.Malformed)).SelectMany(call => call.Paths);
        Assert.Equal([0, 1, 2, 4, 5, 6, 7], accepted.Select(path => path[8] - '0').Order());
        Assert.Contains(
            logger.Messages, message => message.Contains("did not purge 1 paths, among them /images/3.jpg", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Purge_Refused_IsToldAndTheNextHasItsTurn()
    {
        await using var arm = await ArmStandIn.StartAsync();
        arm.RefuseNext(403);
        var purge = Create(arm);

        Assert.False(await purge.PurgeAsync([Path(1)]));
        Assert.True(await purge.PurgeAsync([Path(2)]));
    }

    [Fact]
    public async Task Purge_AWholeSite_IsOnePurgeOfEverything()
    {
        await using var arm = await ArmStandIn.StartAsync();

        Assert.True(await Create(arm).PurgeAsync(Enumerable.Range(0, 5001).Select(Path)));

        Assert.Equal(["/*"], Assert.Single(arm.Calls).Paths);
    }

    [Fact]
    public async Task Purge_SeveralHosts_AreNamedAndShareTheUrlsOfACall()
    {
        await using var arm = await ArmStandIn.StartAsync();
        string[] hosts = ["pictures-abc.z01.azurefd.net", "img.example.com"];

        await Create(arm, hosts).PurgeAsync(Enumerable.Range(0, 60).Select(Path));

        Assert.All(arm.Calls, call => Assert.Equal(hosts, call.Domains));
        Assert.Equal([50, 10], arm.Calls.Select(call => call.Paths.Count));
    }

    [Fact]
    public async Task Purge_NoEndpointIsSet_IsNothingToDo()
    {
        Assert.True(await Create(null).PurgeAsync([Path(1)]));
        Assert.Empty(logger.EventIds);
    }

    [Theory]
    [InlineData("/images/cat.jpg", "/images/cat.jpg")]
    [InlineData("/images/a b/ü (1).jpg", "/images/a%20b/%C3%BC%20(1).jpg")]
    [InlineData("/images/50%*?#.jpg", "/images/50%25%2A%3F%23.jpg")]
    [InlineData("/images/!$&'()+,;=:@~._-.jpg", "/images/!$&'()+,;=:@~._-.jpg")]
    public void PurgePath_OfABlob_IsWhatABrowserSends(string path, string expected) =>
        Assert.Equal(expected, PurgePath.Of(Paths.Path(path)));

    private static ImagePath Path(int i) => Paths.Path($"/images/{i}.jpg");

    private EdgePurge Create(ArmStandIn? arm, params string[] domains)
    {
        var client = arm is null
            ? null
            : new FrontDoorClient(new PurgeOptions(ArmStandIn.EndpointId, domains, arm.Address), new DefaultAzureCredential());
        var metrics = new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>();
        return new EdgePurge(client, new ImageMetrics(metrics), TimeProvider.System, logger);
    }
}
