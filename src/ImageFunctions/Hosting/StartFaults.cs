namespace ImageFunctions.Hosting;

/// <summary>Says why the service does not start.</summary>
internal static class StartFaults
{
    // The Functions host never restarts a handler that exits with 0, and then fails every request.
    private const int ExitCode = 1;

    /// <summary>Writes every fault to standard error.</summary>
    /// <returns>The exit code.</returns>
    public static int Report(IReadOnlyCollection<string> faults)
    {
        Console.Error.WriteLine($"ImageFunctions cannot start: {faults.Count} {(faults.Count == 1 ? "setting is" : "settings are")} wrong.");
        foreach (var fault in faults)
        {
            Console.Error.WriteLine($"  - {fault}");
        }

        return ExitCode;
    }
}
