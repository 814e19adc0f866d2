using System.Diagnostics;
using System.Globalization;

namespace LocalFrontDoor.Processes;

/// <summary>
/// Azurite, Microsoft's emulator of Blob Storage, from node_modules: in memory, gone with its data on dispose. Any number
/// can run at once.
/// </summary>
internal sealed class AzuriteProcess : IAsyncDisposable
{
    /// <summary>The account that every storage emulator has, and its key: published, no secret.
    /// https://learn.microsoft.com/azure/storage/common/storage-connect-azurite</summary>
    private const string Account = "devstoreaccount1";
    private const string Key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private const string Script = "node_modules/azurite/dist/src/blob/main.js";
    private const string Listening = "successfully listens on ";

    /// <summary>Ends Node when its standard input ends, which is when our process ends, be it by a crash.</summary>
    private const string EndWithParent = "data:text/javascript,process.stdin.resume().on('end',()=>process.exit())";

    private readonly ChildProcess process;

    private AzuriteProcess(ChildProcess process, Uri address)
    {
        this.process = process;
        BlobEndpoint = new Uri(address, Account);
    }

    /// <summary>For example http://127.0.0.1:40123/devstoreaccount1.</summary>
    public Uri BlobEndpoint { get; }

    public string ConnectionString =>
        $"DefaultEndpointsProtocol=http;AccountName={Account};AccountKey={Key};BlobEndpoint={BlobEndpoint};";

    /// <summary>What it wrote; next to nothing, it runs with --silent.</summary>
    public OutputLines Output => process.Output;

    public bool HasExited => process.HasExited;

    /// <summary>Starts Azurite and waits until it listens.</summary>
    /// <param name="port">Where on 127.0.0.1; null lets the system choose a free port.</param>
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
            var line = await process.UntilReadyAsync(
                token => process.Output.WaitForAsync(static line => line.Contains(Listening, StringComparison.Ordinal), token),
                TimeSpan.FromSeconds(60), cancellation);
            var address = line[(line.IndexOf(Listening, StringComparison.Ordinal) + Listening.Length)..].Trim();
            return new AzuriteProcess(process, new Uri(address));
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends it as a power cut would: for tests of what happens without storage.</summary>
    public void Kill() => process.Kill();

    public ValueTask DisposeAsync() => process.DisposeAsync();

    private static ChildProcess Start(int port)
    {
        var start = new ProcessStartInfo("node")
        {
            ArgumentList =
            {
                "--import", EndWithParent,
                FindScript(), "--inMemoryPersistence", "--silent", "--disableTelemetry", "--skipApiVersionCheck",
                "--blobHost", "127.0.0.1", "--blobPort", port.ToString(CultureInfo.InvariantCulture),
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
