using ImageFunctions.Settings;
using ImageFunctions.Tests.Fixtures;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace ImageFunctions.Tests.Settings;

public class PurgeOptionsTests
{
    [Fact]
    public void Read_NoEndpoint_IsNoPurge() => Assert.Null(Read(out _));

    [Fact]
    public void Read_Endpoint_IsAskedThroughThePublicCloud()
    {
        var options = Read(out var faults, ("EndpointId", ArmStandIn.EndpointId), ("Domains", "a.example.com, b.example.com"));

        Assert.Empty(faults);
        Assert.Equal(new Uri("https://management.azure.com"), options!.Management);
        Assert.Equal(["a.example.com", "b.example.com"], options.Domains);
    }

    [Theory]
    [InlineData("EndpointId", "imgfn-abc")]
    [InlineData("EndpointId", "/subscriptions/s/resourceGroups/g/providers/Microsoft.Cdn/profiles/p/endpoints/e")]
    [InlineData("EndpointId", "/subscriptions/s/resourceGroups/g/providers/Microsoft.Cdn/profiles/p/afdEndpoints/e?x=1")]
    [InlineData("Domains", "https://a.example.com")]
    [InlineData("ManagementEndpoint", "http://management.example.com")] // a token in the clear
    [InlineData("ManagementEndpoint", "somewhere")]
    public void Read_ValueOfNoUse_IsAFault(string name, string value)
    {
        Read(out var faults, (name, value));

        Assert.Contains($"FrontDoor__{name}", Assert.Single(faults), StringComparison.Ordinal);
    }

    private static PurgeOptions? Read(out List<string> faults, params (string Name, string Value)[] settings)
    {
        faults = [];
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(
                settings.Select(setting => KeyValuePair.Create($"FrontDoor:{setting.Name}", (string?)setting.Value))).Build();
        return PurgeOptions.Read(new SettingReader(configuration, faults));
    }
}
