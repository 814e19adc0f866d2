using ImageFunctions.Requests;

namespace ImageFunctions.Settings;

/// <summary>Says why the service does not start, or what of its settings has no effect.</summary>
internal static partial class StartFaults
{
    // The Functions host never restarts a handler that exits with 0, and then fails every request.
    private const int ExitCode = 1;

    /// <summary>Writes every fault to standard error.</summary>
    /// <returns>The exit code.</returns>
    public static int Report(IReadOnlyCollection<string> faults)
    {
        Console.Error.WriteLine(
            $"ImageFunctions cannot start: {faults.Count} {(faults.Count == 1 ? "setting is" : "settings are")} wrong.");
        foreach (var fault in faults)
        {
            Console.Error.WriteLine($"  - {fault}");
        }

        return ExitCode;
    }

    /// <summary>Logs what is no fault, but hardly meant.</summary>
    public static void Warn(IServiceProvider services, ImageOptions options)
    {
        var logger = services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(StartFaults).FullName!);
        foreach (var (hidden, by) in DimensionSnap.FindHidden(options.AllowedDimensions))
        {
            logger.DimensionHidden(hidden, by);
        }
    }

    [LoggerMessage(EventId = 50, Level = LogLevel.Warning,
        Message = "Images__AllowedDimensions holds {Hidden}, which no value of d leads to: {By} stands before it and is as wide.")]
    private static partial void DimensionHidden(this ILogger logger, Dimension hidden, Dimension by);
}
