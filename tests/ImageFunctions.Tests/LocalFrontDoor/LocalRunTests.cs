using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using ImageFunctions.Tests.Fixtures;
using LocalFrontDoor.Processes;
using LocalFrontDoor.Samples;
using Xunit;

namespace ImageFunctions.Tests.LocalFrontDoor;

/// <summary>The program, from its command line to its exit code.</summary>
public sealed class LocalRunTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("localfrontdoor-").FullName;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Run_PortInUse_SaysSoAndExitsWithOne()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;

        Assert.Equal([$"Port {port} is in use. Choose another one with --port."], await FailAsync("--port", $"{port}"));
    }

    [Fact]
    public async Task Run_FolderMissing_SaysSoAndExitsWithOne() =>
        Assert.Equal(["The folder \"/no/such\" of --data does not exist."], await FailAsync("--data", "/no/such"));

    [Fact]
    public async Task Run_FolderWithoutPictures_SaysSoAndExitsWithOne()
    {
        await File.WriteAllTextAsync(Path.Combine(folder, "notes.txt"), "no picture", Cancellation);

        var said = await FailAsync("--port", $"{FreePort.Next()}", "--data", folder);

        Assert.StartsWith("Left out notes.txt", said[0], StringComparison.Ordinal);
        Assert.StartsWith("There is no picture in the folder", said[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_NodeMissing_SaysSoAndExitsWithOne()
    {
        var start = Program("--port", $"{FreePort.Next()}");
        start.Environment["PATH"] = folder;

        await using var program = ChildProcess.Start("LocalFrontDoor", start);

        Assert.Equal(1, await program.WaitForExitAsync(Cancellation));
        Assert.StartsWith("Node.js was not found", Assert.Single(program.Output.Snapshot()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_WrongSettingForTheOrigin_ShowsWhatItSaysAndExitsWithOne()
    {
        var start = Program("--port", $"{FreePort.Next()}", "--data", PictureFolder());
        start.Environment["Images__VariancePercent"] = "-1";

        await using var program = ChildProcess.Start("LocalFrontDoor", start);

        Assert.Equal(1, await program.WaitForExitAsync(Cancellation));
        Assert.Contains(program.Output.Snapshot(), line => line.Contains("Images__VariancePercent", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task Run_OwnPictures_ServesThemUntilASignalEndsEverything(string signal)
    {
        Signals.SkipUnlessHeard(signal);
        var (port, azuritePort) = (FreePort.Next(), FreePort.Next());
        await using var program = ChildProcess.Start(
            "LocalFrontDoor", Program("--port", $"{port}", "--azurite-port", $"{azuritePort}", "--data", PictureFolder()));

        await program.Output.WaitForAsync(line => line.Contains("Ctrl+C", StringComparison.Ordinal), Cancellation);
        using var client = new HttpClient();
        using var answer = await client.GetAsync(new Uri($"http://localhost:{port}/images/trip/cat.jpg?d=100x100"), Cancellation);
        using var kill = Process.Start("kill", [$"-{signal}", program.Id.ToString(CultureInfo.InvariantCulture)]);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(0, await program.WaitForExitAsync(Cancellation).WaitAsync(TimeSpan.FromSeconds(60), Cancellation));
        Assert.True(FreePort.IsFree(port));
        Assert.True(FreePort.IsFree(azuritePort));
    }

    private string PictureFolder()
    {
        Directory.CreateDirectory(Path.Combine(folder, "trip"));
        File.WriteAllBytes(Path.Combine(folder, "trip", "cat.jpg"), Painter.Jpeg(new SvgCanvas(60, 40).Fill("#c60")));
        return folder;
    }

    /// <summary>Runs it, expects exit code 1, and gives the lines it wrote.</summary>
    private static async Task<IReadOnlyList<string>> FailAsync(params string[] arguments)
    {
        await using var program = ChildProcess.Start("LocalFrontDoor", Program(arguments));
        Assert.Equal(1, await program.WaitForExitAsync(Cancellation));
        return program.Output.Snapshot();
    }

    // With the origin that the build has put beside it, as for who runs it by the README.
    private static ProcessStartInfo Program(params string[] arguments)
    {
        var program = OperatingSystem.IsWindows() ? "LocalFrontDoor.exe" : "LocalFrontDoor";
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, program), arguments);
        start.Environment.Remove("ORIGIN_EXECUTABLE");
        return start;
    }
}
