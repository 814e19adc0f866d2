using System.Diagnostics;
using Xunit;

namespace ImageFunctions.Tests.Fixtures;

/// <summary><c>bench/run torture</c> in a process of its own, in which a native fault is seen as one.</summary>
internal static class TortureProcess
{
    /// <summary>Runs it to its end.</summary>
    /// <returns>Its exit code, which tells of a death by a signal, and all that it wrote.</returns>
    public static async Task<(int ExitCode, string Output)> RunAsync(params string[] arguments)
    {
        var program = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "Bench.exe" : "Bench");
        var start = new ProcessStartInfo(program, ["torture", .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            return (process.ExitCode, await output + await error);
        }
        finally
        {
            process.Kill();
        }
    }
}
