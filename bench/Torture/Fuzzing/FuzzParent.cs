using System.Diagnostics;

namespace Bench.Torture.Fuzzing;

/// <summary>Runs the fuzzer in a process of its own, so that a fault in native code is seen as one, with the mutant that made it.</summary>
internal static class FuzzParent
{
    /// <summary>Runs it to its end.</summary>
    /// <returns>0 when all is well.</returns>
    public static async Task<int> RunAsync(string[] arguments)
    {
        var progress = Path.GetTempFileName();
        try
        {
            using var child = Process.Start(
                new ProcessStartInfo(Environment.ProcessPath!, ["torture", "fuzz-run", progress, .. arguments]))!;
            await child.WaitForExitAsync();
            if (child.ExitCode is not (0 or 1))
            {
                var number = BitConverter.ToInt32(await File.ReadAllBytesAsync(progress));
                Console.WriteLine($"DIED with {child.ExitCode} at mutant {number}: again with --from {number} --mutants {number + 1}");
            }

            return child.ExitCode;
        }
        finally
        {
            File.Delete(progress);
        }
    }
}
