using System.Diagnostics;
using System.Globalization;

namespace LocalFrontDoor.Processes;

/// <summary>
/// Azurite, Microsoft's emulator of blobs and queues, from node_modules: in memory, gone with its data on dispose. Any number
/// can run at once.
/// </summary>
internal sealed class AzuriteProcess : IAsyncDisposable
{
    /// <summary>The account that every storage emulator has, and its key: published, no secret.
    /// https://learn.microsoft.com/azure/storage/common/storage-connect-azurite</summary>
    private const string Account = "devstoreaccount1";
    private const string Key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private const string Script = "node_modules/azurite/dist/src/azurite.js";
    private const string Listening = "is successfully listening at ";

    /// <summary>Ends Node when its standard input ends, which is when our process ends, be it by a crash.</summary>
    private const string EndWithParent = "data:text/javascript,process.stdin.resume().on('end',()=>process.exit())";

    private readonly ChildProcess process;

    private AzuriteProcess(ChildProcess process, Uri blobs, Uri queues)
    {
        this.process = process;
        BlobEndpoint = new Uri(blobs, Account);
        QueueEndpoint = new Uri(queues, Account);
    }

    /// <summary>For example http://127.0.0.1:40123/devstoreaccount1.</summary>
    public Uri BlobEndpoint { get; }

    public Uri QueueEndpoint { get; }

    public string ConnectionString =>
        $"DefaultEndpointsProtocol=http;AccountName={Account};AccountKey={Key};BlobEndpoint={BlobEndpoint};QueueEndpoint={QueueEndpoint};";

    /// <summary>What it wrote; next to nothing, it runs with --silent.</summary>
    public OutputLines Output => process.Output;

    public bool HasExited => process.HasExited;

    /// <summary>Starts Azurite and waits until it listens.</summary>
    /// <param name="port">Where on 127.0.0.1 blobs are; null lets the system choose a free port, as for everything else.</param>
    /// <param name="cancellation">Gives up waiting and ends it.</param>
    /// <exception cref="ChildProcessException">Node.js or Azurite is missing, the port is taken, or it does not start.</exception>
    public static async Task<AzuriteProcess> StartAsync(int? port = null, CancellationToken cancellation = default)
    {
        if (port is { } wanted && !FreePort.IsFree(wanted))
        {
            throw new ChildProcessException($"Port {wanted} is in use: Azurite cannot listen on it.", null, []);
        }

        var process = Start(port ?? 0);
        try
        {
            return new AzuriteProcess(
                process, await ListeningAsync(process, "Blob", cancellation), await ListeningAsync(process, "Queue", cancellation));
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until it has ended and gives its exit code.</summary>
    public Task<int> WaitForExitAsync(CancellationToken cancellation = default) => process.WaitForExitAsync(cancellation);

    /// <summary>Ends it as a power cut would: for tests of what happens without storage.</summary>
    public void Kill() => process.Kill();

    public ValueTask DisposeAsync() => process.DisposeAsync();

    private static async Task<Uri> ListeningAsync(ChildProcess process, string service, CancellationToken cancellation)
    {
        var wanted = $"Azurite {service} service {Listening}";
        var line = await process.UntilReadyAsync(
            token => process.Output.WaitForAsync(
                line => line.Contains(wanted, StringComparison.Ordinal), token), TimeSpan.FromSeconds(60), cancellation);
        return new Uri(line[(line.IndexOf(Listening, StringComparison.Ordinal) + Listening.Length)..].Trim());
    }

    private static ChildProcess Start(int port)
    {
        var start = new ProcessStartInfo("node")
        {
            ArgumentList =
            {
                "--import", EndWithParent,
                FindScript(), "--inMemoryPersistence", "--silent", "--disableTelemetry", "--skipApiVersionCheck",
                "--blobHost", "127.0.0.1", "--blobPort", port.ToString(CultureInfo.InvariantCulture),
                "--queueHost", "127.0.0.1", "--queuePort", "0", "--tableHost", "127.0.0.1", "--tablePort", "0",
            },
        };
        try
        {
            return ChildProcess.Start("Azurite", start);
        }
        catch (ChildProcessException missing)
        {
            throw new ChildProcessException(
                "Node.js was not found: Azurite, the storage emulator, needs it. Install Node.js 20 or newer (https://nodejs.org).",
                null, [], missing);
        }
    }

    /// <summary>The build runs npm at the top of the repository, so it is in one of the folders above the program.</summary>
    private static string FindScript()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var script = Path.Combine(folder.FullName, Script);
            if (File.Exists(script))
            {
                return script;
            }
        }
        throw new ChildProcessException($"Azurite was not found ({Script}). Run `npm ci` at the top of the repository.", null, []);
    }
}
