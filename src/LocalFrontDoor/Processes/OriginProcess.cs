using System.Diagnostics;
using System.Globalization;

namespace LocalFrontDoor.Processes;

/// <summary>
/// The origin, started as the Azure Functions host starts a custom handler: port and settings in the environment, then
/// `GET /` over and over until any HTTP answer comes. Any number can run at once.
/// https://learn.microsoft.com/azure/azure-functions/functions-custom-handlers
/// </summary>
internal sealed class OriginProcess : IAsyncDisposable
{
    /// <summary>How often the host asks.</summary>
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(25);

    private static readonly HttpClient Poller = new(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.Zero });

    private readonly ChildProcess process;

    private OriginProcess(ChildProcess process, Uri address) => (this.process, Address) = (process, address);

    /// <summary>The executable that the build puts beside this program.</summary>
    public static string BuiltExecutable { get; } =
        Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "ImageFunctions.exe" : "ImageFunctions");

    /// <summary>That of ORIGIN_EXECUTABLE, as in .ci/run; else <see cref="BuiltExecutable"/>.</summary>
    public static string DefaultExecutable { get; } = Environment.GetEnvironmentVariable("ORIGIN_EXECUTABLE") ?? BuiltExecutable;

    /// <summary>For example http://127.0.0.1:40124/.</summary>
    public Uri Address { get; }

    public int Id => process.Id;

    /// <summary>What it wrote on stdout and stderr.</summary>
    public OutputLines Output => process.Output;

    public bool HasExited => process.HasExited;

    /// <summary>The exit code; null while it runs.</summary>
    public int? ExitCode => process.ExitCode;

    /// <summary>Starts the origin on a free loopback port and waits until it answers.</summary>
    /// <param name="imageStorage">The connection string, the setting `ImageStorage`.</param>
    /// <param name="settings">More environment variables, for example `Images__Formats`; they win over all others.</param>
    /// <param name="executable">The program; <see cref="DefaultExecutable"/> unless given.</param>
    /// <param name="cancellation">Gives up waiting and ends it.</param>
    /// <exception cref="ChildProcessException">It cannot be started or ended before it answered, with what it wrote.</exception>
    public static async Task<OriginProcess> StartAsync(
        string imageStorage,
        IReadOnlyDictionary<string, string>? settings = null,
        string? executable = null,
        CancellationToken cancellation = default)
    {
        const int attempts = 3;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await StartOnceAsync(imageStorage, settings, executable ?? DefaultExecutable, cancellation);
            }
            catch (ChildProcessException failure) when (attempt < attempts && PortWasTaken(failure))
            {
                // Somebody was quicker between the choice of the port and its use.
            }
        }
    }

    /// <summary>Waits until it has ended and gives its exit code.</summary>
    public Task<int> WaitForExitAsync(CancellationToken cancellation = default) => process.WaitForExitAsync(cancellation);

    /// <summary>Ends it as the Functions host does: at once, without a signal it could handle.</summary>
    public void Kill() => process.Kill();

    public ValueTask DisposeAsync() => process.DisposeAsync();

    private static async Task<OriginProcess> StartOnceAsync(
        string imageStorage, IReadOnlyDictionary<string, string>? settings, string executable, CancellationToken cancellation)
    {
        var port = FreePort.Next();
        var address = new Uri($"http://127.0.0.1:{port}/");
        var start = new ProcessStartInfo(executable) { WorkingDirectory = Path.GetDirectoryName(Path.GetFullPath(executable))! };
        start.Environment["ImageStorage"] = imageStorage;
        start.Environment["MALLOC_ARENA_MAX"] = "1"; // as infra/main.bicep sets it
        start.Environment["FUNCTIONS_CUSTOMHANDLER_PORT"] = port.ToString(CultureInfo.InvariantCulture);
        start.Environment["PORT"] = port.ToString(CultureInfo.InvariantCulture); // the same of a build for containers
        foreach (var (name, value) in settings ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        var process = ChildProcess.Start("The origin", start);
        try
        {
            await process.UntilReadyAsync(token => AnswersAsync(address, token), TimeSpan.FromSeconds(60), cancellation);
            return new OriginProcess(process, address);
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    /// <summary>Asks until there is an answer, whatever its status.</summary>
    private static async Task<bool> AnswersAsync(Uri address, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                using var answer = await Poller.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, cancellation);
                return true;
            }
            catch (HttpRequestException)
            {
                await Task.Delay(PollInterval, cancellation);
            }
        }
    }

    private static bool PortWasTaken(ChildProcessException failure) =>
        failure.Output.Any(static line => line.Contains("address already in use", StringComparison.OrdinalIgnoreCase));
}
