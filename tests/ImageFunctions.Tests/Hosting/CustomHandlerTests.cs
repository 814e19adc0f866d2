using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
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
        Signals.SkipUnlessHeard(signal);
        await using var origin = await OriginProcess.StartAsync(azurite.ConnectionString, cancellation: Cancellation);

        using (var kill = Process.Start("kill", [$"-{signal}", origin.Id.ToString(CultureInfo.InvariantCulture)]))
        {
            await kill.WaitForExitAsync(Cancellation);
        }

        Assert.Equal(200, await origin.WaitForExitAsync(Cancellation).InTime());
    }

    [Fact]
    public async Task Signal_ToAProgramThatRunsAsAChildOfItself_LetsItFinishWhatItAnswers()
    {
        var executable = DeadlyPicture.Executable();
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signals.");
        var journal = Directory.CreateTempSubdirectory("journal"); // where no other process takes it
        var container = await azurite.NewContainerAsync();
        await container.UploadBlobAsync("deadly.jpg", BinaryData.FromBytes(DeadlyPicture.Jpeg(32, 24)), Cancellation);
        await container.UploadBlobAsync("cat.jpg", BinaryData.FromBytes(TestImages.Jpeg(32, 24)), Cancellation);
        await using var proxy = await StorageProxy.StartAsync(azurite);
        var settings = new Dictionary<string, string>
        {
            ["Images__Containers"] = container.Name,
            ["TMPDIR"] = journal.FullName,
            [DeadlyPicture.Setting.Name] = DeadlyPicture.Setting.Value,
        };
        await using (var first = await OriginProcess.StartAsync(proxy.ConnectionString, settings, executable, Cancellation))
        {
            using var viewer = new Site(first.Address);
            await Assert.ThrowsAsync<HttpRequestException>(() => viewer.GetAsync($"/{container.Name}/deadly.jpg?d=100"));
        }

        await using var guarded = await OriginProcess.StartAsync(proxy.ConnectionString, settings, executable, Cancellation);
        using var site = new Site(guarded.Address);
        var held = proxy.HoldNext("GET", "cat.jpg");
        var picture = site.GetAsync($"/{container.Name}/cat.jpg");
        await held.Arrived;
        using (var kill = Process.Start("kill", ["-TERM", guarded.Id.ToString(CultureInfo.InvariantCulture)]))
        {
            await kill.WaitForExitAsync(Cancellation);
        }

        await Patience.UntilAsync(async () => !await AcceptsAsync(guarded.Address)); // it has heard
        held.Release();

        Assert.Equal(200, (await picture.InTime()).Status);
        Assert.Equal(200, await guarded.WaitForExitAsync(Cancellation).InTime());
        journal.Delete(recursive: true);
    }

    private static async Task<bool> AcceptsAsync(Uri address)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(address.Host, address.Port, Cancellation);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
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
