using Azure;
using ImageFunctions.Lifecycle;
using ImageFunctions.Settings;
using ImageFunctions.Storage;
using ImageFunctions.Telemetry;

namespace ImageFunctions.Commands;

/// <summary>Runs a command with the service's own settings and parts, without serving.</summary>
internal static class Command
{
    /// <summary>Runs the command that the arguments name.</summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="addService">Adds the service's own parts.</param>
    /// <returns>An <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(string[] arguments, Func<IServiceCollection, ServiceOptions, IServiceCollection> addService)
    {
        if (CommandLine.Parse(arguments, out var fault) is not { } command)
        {
            await (fault is null ? Console.Out : Console.Error).WriteLineAsync($"{fault}{(fault is null ? "" : "\n\n")}{CommandLine.Usage}").ConfigureAwait(false);
            return fault is null ? ExitCode.Done : ExitCode.NotStarted;
        }

        var options = ServiceOptions.Read(new ConfigurationBuilder().AddEnvironmentVariables().Build(), ImageEngine.Abilities.FindFaults, out var faults);
        if (command.Container is { } container && !options.Images.Containers.Contains(container))
        {
            faults = [.. faults, $"--container is '{container}', which is not in Images__Containers ({string.Join(", ", options.Images.Containers)})."];
        }

        if (faults.Count > 0)
        {
            StartFaults.Report(faults);
            return ExitCode.NotStarted;
        }

        using var interrupted = new CancellationTokenSource();
        Console.CancelKeyPress += (_, key) =>
        {
            key.Cancel = true; // what is being stored is finished
            interrupted.Cancel();
        };
        return await RunAsync(command, options, addService, interrupted.Token).ConfigureAwait(false);
    }

    private static async Task<int> RunAsync(
        CommandLine command, ServiceOptions options, Func<IServiceCollection, ServiceOptions, IServiceCollection> addService, CancellationToken cancellation)
    {
        var services = addService(new ServiceCollection(), options)
            .AddLogging(logging => logging.SetMinimumLevel(LogLevel.Warning).AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace))
            .AddMetrics()
            .AddSingleton(WithoutJournal)
            .AddSingleton<WarmCommand>()
            .AddSingleton<PruneCommand>();
        var provider = services.BuildServiceProvider();
        await using (provider.ConfigureAwait(false))
        {
            IReadOnlyList<string> containers = command.Container is { } one ? [one] : options.Images.Containers;
            try
            {
                return command.Verb == CommandLine.Warm
                    ? await provider.GetRequiredService<WarmCommand>().RunAsync(command, containers, cancellation).ConfigureAwait(false)
                    : await provider.GetRequiredService<PruneCommand>().RunAsync(command, containers, cancellation).ConfigureAwait(false);
            }
            catch (Exception e) when (StorageFault.IsUnavailable(e))
            {
                await Console.Error.WriteLineAsync($"Storage cannot be listed: {(e as RequestFailedException)?.ErrorCode ?? e.Message}").ConfigureAwait(false);
                return ExitCode.NotStarted;
            }
        }
    }

    // A service that dies was killed by a picture; a command is ended by people, and must go on with the very picture that it was at.
    private static CrashGuard WithoutJournal(IServiceProvider services) => new(
        journal: null,
        services.GetRequiredService<ImageOptions>(),
        services.GetRequiredService<TimeProvider>(),
        services.GetRequiredService<ImageMetrics>(),
        services.GetRequiredService<ILogger<CrashGuard>>());
}

/// <summary>How a command ended.</summary>
internal static class ExitCode
{
    public const int Done = 0;

    /// <summary>Some originals or variants were left; starting it again goes on with them.</summary>
    public const int Incomplete = 1;

    /// <summary>Arguments or settings are wrong, or storage cannot be reached.</summary>
    public const int NotStarted = 2;
}
