using LocalFrontDoor.Edge;
using LocalFrontDoor.Page;
using LocalFrontDoor.Processes;
using LocalFrontDoor.Rules;
using LocalFrontDoor.Samples;

namespace LocalFrontDoor;

/// <summary>One run from start to end: storage, pictures, the origin, the edge before it.</summary>
internal static class LocalRun
{
    /// <summary>Runs until it is told to stop, or a part of it ends by itself.</summary>
    /// <param name="options">What the user asked for.</param>
    /// <param name="output">What to open is written here, then what origin and edge say.</param>
    /// <param name="stop">Ends it in order.</param>
    /// <exception cref="StartFault">Something the user can put right.</exception>
    /// <exception cref="ChildProcessException">Azurite or the origin does not start, or ended.</exception>
    /// <exception cref="RuleFileException">The rules cannot be executed.</exception>
    public static async Task RunAsync(CommandLine options, TextWriter output, CancellationToken stop)
    {
        var rules = RuleFile.Read(RuleFile.DefaultPath);
        if (options.Data is { } folder && !Directory.Exists(folder))
        {
            throw new StartFault($"The folder \"{folder}\" of --data does not exist.");
        }

        if (!FreePort.IsFree(options.Port))
        {
            throw new StartFault($"Port {options.Port} is in use. Choose another one with --port.");
        }

        var settings = LocalSettings.Read(Environment.GetEnvironmentVariable);
        await using var azurite = await AzuriteProcess.StartAsync(options.AzuritePort, stop);
        var originals = new Originals(azurite.ConnectionString, settings.Container);
        await originals.CreateContainerAsync(stop);
        await PicturesAsync(options, originals, output, stop);

        var guard = new Dictionary<string, string>
        {
            ["FrontDoor__Id"] = options.FrontDoorId.ToString(),
            ["ImageQueue"] = azurite.ConnectionString,
        };
        await using var origin = await OriginProcess.StartAsync(azurite.ConnectionString, guard, cancellation: stop);
        origin.Output.Added += line => output.WriteLine($"origin: {line}");
        var work = new QueueTrigger(
            azurite.ConnectionString, () => new Uri(origin.Address, "MakeVariants"), TimeSpan.FromMinutes(2));
        var working = work.RunAsync(stop);

        var edge = new EdgeOptions { Origin = origin.Address, Rules = rules, FrontDoorId = options.FrontDoorId };
        await using var app = EdgeApplication.Build(edge, originals, settings.Sizes, options.Port, LogToConsole);
        await StartAsync(app, options.Port, stop);
        await Welcome.WriteAsync(output, options.Port, azurite.BlobEndpoint, await originals.ListAsync(stop));

        var ended = await Task.WhenAny(origin.WaitForExitAsync(stop), azurite.WaitForExitAsync(stop), EndlessAsync(working));
        var (name, exitCode) = (origin.HasExited ? "The origin" : "Azurite", await ended);
        throw new ChildProcessException($"{name} ended with exit code {exitCode}.", exitCode, []);
    }

    // A queue that cannot be read ends the run, with the reason.
    private static async Task<int> EndlessAsync(Task working)
    {
        await working;
        return 0;
    }

    private static async Task StartAsync(WebApplication app, int port, CancellationToken stop)
    {
        try
        {
            await app.StartAsync(stop);
        }
        catch (IOException inUse)
        {
            // Taken since it was looked at, or on IPv6 alone.
            throw new StartFault($"Port {port} is in use. Choose another one with --port. ({inUse.Message})");
        }
    }

    private static async Task PicturesAsync(CommandLine options, Originals originals, TextWriter output, CancellationToken stop)
    {
        if (options.Data is { } folder)
        {
            await Folder.UploadAsync(folder, originals, output, stop);
        }
        else
        {
            await SamplePictures.UploadAsync(originals, stop);
        }
    }

    private static void LogToConsole(WebApplicationBuilder builder) => builder.Logging
        .AddSimpleConsole(static console => console.SingleLine = true)
        .AddFilter("LocalFrontDoor", LogLevel.Information)
        .AddFilter("Microsoft", LogLevel.Warning)
        .AddFilter("Yarp", LogLevel.Error);
}
