using System.Net;
using System.Net.Sockets;
using Azure.Storage.Blobs;
using LocalFrontDoor.Processes;
using Xunit;

namespace ImageFunctions.Tests.LocalFrontDoor.Processes;

public class AzuriteProcessTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task StartAsync_TwoAtOnce_EachKeepsItsOwnBlobs()
    {
        await using var one = await AzuriteProcess.StartAsync(cancellation: Cancellation);
        await using var two = await AzuriteProcess.StartAsync(cancellation: Cancellation);

        await new BlobContainerClient(one.ConnectionString, "images").CreateAsync(cancellationToken: Cancellation);

        Assert.NotEqual(one.BlobEndpoint, two.BlobEndpoint);
        Assert.False(await new BlobContainerClient(two.ConnectionString, "images").ExistsAsync(Cancellation));
    }

    [Fact]
    public async Task StartAsync_PortInUse_SaysWhichPort()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;

        var failure = await Assert.ThrowsAsync<ChildProcessException>(() => AzuriteProcess.StartAsync(port, Cancellation));

        Assert.Contains($"Port {port} is in use", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DisposeAsync_WhileRunning_NobodyListensAnyMore()
    {
        var azurite = await AzuriteProcess.StartAsync(cancellation: Cancellation);

        await azurite.DisposeAsync();

        Assert.True(FreePort.IsFree(azurite.BlobEndpoint.Port));
    }
}
