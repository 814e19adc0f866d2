using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using ImageFunctions.Tests.Fixtures;
using ImageFunctions.Tests.Infra;
using LocalFrontDoor.Processes;
using Xunit;

namespace ImageFunctions.Tests.Hosting;

/// <summary>What the Functions host does to its handler, and what the handler tells it.</summary>
public class CustomHandlerTests(AzuriteFixture azurite)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    // The host never starts a handler again that has ended with 0, and then fails every request.
    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task Signal_ToTheHandlerAlone_EndsWithTheCodeThatAsksForAnotherStart(string signal)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signals.");
        await using var origin = await OriginProcess.StartAsync(azurite.ConnectionString, cancellation: Cancellation);

        using (var kill = Process.Start("kill", [$"-{signal}", origin.Id.ToString(CultureInfo.InvariantCulture)]))
        {
            await kill.WaitForExitAsync(Cancellation);
        }

        Assert.Equal(200, await origin.WaitForExitAsync(Cancellation).InTime());
    }

    [Fact]
    public async Task Start_HostsOwnAddressesInTheEnvironment_AreIgnoredWithoutAWarning()
    {
        await using var origin = await RunningOrigin.StartAsync(
            azurite.ConnectionString,
            ("ASPNETCORE_URLS", "http://127.0.0.1:1"), ("ASPNETCORE_HTTP_PORTS", "2"), ("ASPNETCORE_HTTPS_PORTS", "3"));

        Assert.Equal(200, (await origin.Site.GetAsync("/")).Status);
        Assert.DoesNotContain(origin.Log, line => line.Contains("warn", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Get_ForwardedByAnOlderHost_IsToldOnce()
    {
        await using var origin = await RunningOrigin.StartAsync(azurite.ConnectionString);

        for (var i = 0; i < 3; i++)
        {
            await origin.Site.GetAsync(
                "/images/x.jpg", ("X-Azure-Functions-HostVersion", "4.1036.0.0"), ("X-Azure-Functions-InvocationId", "0"));
        }

        await origin.WaitForLogAsync("The Functions host 4.1036.0.0 is too old to proxy requests");
        Assert.Single(origin.Log, line => line.Contains("[500]", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Get_ProxiedByTheHost_IsNothingToTell()
    {
        await using var origin = await RunningOrigin.StartAsync(azurite.ConnectionString);

        await origin.Site.GetAsync("/images/x.jpg", ("X-Azure-Functions-HostVersion", "4.1044.0.0"), ("x-ms-invocation-id", "0"));
        await origin.Site.GetAsync("/images/x.jpg", ("X-Azure-Functions-HostVersion", "4.1044.0.0"));

        Assert.DoesNotContain(origin.Log, line => line.Contains("[500]", StringComparison.Ordinal));
    }

    // Where a host knows both, it proxies (azure-functions-host, DefaultHttpWorkerService.InvokeAsync).
    [Fact]
    public void HostJson_CustomHandler_ProxiesOrElseForwards()
    {
        using var host = JsonDocument.Parse(RepositoryFiles.Read("host.json"));
        var handler = host.RootElement.GetProperty("customHandler");

        Assert.True(handler.GetProperty("enableProxyingHttpRequest").GetBoolean());
        Assert.True(handler.GetProperty("enableForwardingHttpRequest").GetBoolean());
    }
}
