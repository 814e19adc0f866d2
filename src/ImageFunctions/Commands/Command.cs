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
            await (fault is null ? Console.Out : Console.Error)
                .WriteLineAsync($"{fault}{(fault is null ? "" : "\n\n")}{CommandLine.Usage}");
            return fault is null ? ExitCode.Done : ExitCode.NotStarted;
        }

        var environment = new ConfigurationBuilder().AddEnvironmentVariables().Build();
        var options = ServiceOptions.Read(environment, ImageEngine.Abilities.FindFaults, out var faults);
        if (command.Container is { } container && !options.Images.Containers.Contains(container))
        {
            var served = string.Join(", ", options.Images.Containers);
            faults = [.. faults, $"--container is '{container}', which is not in Images__Containers ({served})."];
        }

        if (command.Enqueue && options.Queue is null)
        {
            faults = [.. faults, "--enqueue needs the service's queue: set ImageQueue, or ImageQueue__queueServiceUri to use an identity."];
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
        return await RunAsync(command, options, addService, interrupted.Token);
    }

    private static async Task<int> RunAsync(
        CommandLine command,
        ServiceOptions options,
        Func<IServiceCollection, ServiceOptions, IServiceCollection> addService,
        CancellationToken cancellation)
    {
        var services = addService(new ServiceCollection(), options)
            .AddLogging()
            .AddSingleton(_ => ConsoleLog.CreateFactory(new LoggerFilterOptions { MinLevel = LogLevel.Warning }, toError: LogLevel.Trace))
            .AddMetrics()
            .AddSingleton(WithoutJournal)
            .AddSingleton<WarmCommand>()
            .AddSingleton<PruneCommand>();
        await using var provider = services.BuildServiceProvider();
        IReadOnlyList<string> containers = command.Container is { } one ? [one] : options.Images.Containers;
        try
        {
            return command.Verb == CommandLine.Warm
                ? await provider.GetRequiredService<WarmCommand>().RunAsync(command, containers, cancellation)
                : await provider.GetRequiredService<PruneCommand>().RunAsync(command, containers, cancellation);
        }
        catch (Exception e) when (StorageFault.IsUnavailable(e))
        {
            await Console.Error.WriteLineAsync($"Storage cannot be listed: {(e as RequestFailedException)?.ErrorCode ?? e.Message}");
            return ExitCode.NotStarted;
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

internal static class ExitCode
{
    public const int Done = 0;

    /// <summary>Some originals or variants were left; starting it again goes on with them.</summary>
    public const int Incomplete = 1;

    /// <summary>Arguments or settings are wrong, or storage cannot be reached.</summary>
    public const int NotStarted = 2;
}

/// <summary>
/// What the user asked for: of one container, or of all that are served, the originals whose names begin with the prefix.
/// </summary>
internal sealed record CommandLine(string Verb, string? Container, string Prefix, bool DryRun, bool Enqueue = false)
{
    public const string Warm = "warm";
    public const string Prune = "prune";

    public const string Usage = """
        Usage: ImageFunctions warm  [--container <name>] [--prefix <prefix>] [--dry-run | --enqueue]
               ImageFunctions prune [--container <name>] [--prefix <prefix>] [--delete]

          warm    makes every variant that is missing or outdated; run again, it continues where it stopped
          prune   finds variants whose original is gone, and those that the settings no longer lead to

          --container   one of Images__Containers (all of them)
          --prefix      only originals whose names begin with it, such as products/
          --dry-run     say what would be made, and make nothing
          --enqueue     put the originals into the queue ImageQueue, from which the service makes them
          --delete      delete what was found; without it, prune only counts

        Settings are read from the environment. They must be those of the service, or its variants count as outdated.
        Exit codes: 0 done; 1 some could not be made or deleted, or it was interrupted; 2 it could not start.
        """;

    /// <summary>Whether the arguments are a command's, and not the service's, which are settings: <c>--name value</c>, <c>/name value</c>
    /// or <c>name=value</c>.</summary>
    public static bool IsCommand(IReadOnlyList<string> arguments) => arguments is ["--help" or "-h", ..]
        || (arguments is [{ Length: > 0 } first, ..] && first[0] is not ('-' or '/') && !first.Contains('=', StringComparison.Ordinal));

    /// <summary>Reads <c>--name value</c> and <c>--name=value</c>.</summary>
    /// <returns>Null, with the fault in words, where they make no sense; null without one where help was asked for.</returns>
    public static CommandLine? Parse(IReadOnlyList<string> arguments, out string? fault)
    {
        fault = null;
        var verb = arguments[0];
        if (verb is not (Warm or Prune or "--help" or "-h"))
        {
            fault = $"There is no command {verb}.{(verb.ToLowerInvariant() is Warm or Prune ? $" Write {verb.ToLowerInvariant()}." : "")}";
            return null;
        }

        var read = new CommandLine(verb, null, "", DryRun: verb == Prune);
        var rest = new Queue<string>(arguments.Skip(1).SelectMany(
            argument => argument.StartsWith("--", StringComparison.Ordinal) ? argument.Split('=', 2) : [argument]));
        while (rest.TryDequeue(out var name))
        {
            switch (verb, name)
            {
                case (_, "--container") when rest.TryDequeue(out var container):
                    read = read with { Container = container };
                    break;
                case (_, "--prefix") when rest.TryDequeue(out var prefix):
                    read = read with { Prefix = prefix };
                    break;
                case (Warm, "--dry-run"):
                    read = read with { DryRun = true };
                    break;
                case (Warm, "--enqueue"):
                    read = read with { Enqueue = true };
                    break;
                case (Prune, "--delete"):
                    read = read with { DryRun = false };
                    break;
                case (_, "--help" or "-h"):
                    return null;
                default:
                    fault = $"The argument {name} is not known to {verb}, or lacks its value.";
                    return null;
            }
        }

        if (read is { Verb: Warm, DryRun: true, Enqueue: true })
        {
            fault = "Use --dry-run or --enqueue, not both.";
            return null;
        }

        return verb is Warm or Prune ? read : null;
    }
}
