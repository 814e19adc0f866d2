using System.Globalization;
using Xunit;

namespace ImageFunctions.Tests.Fixtures;

/// <summary>Whether a program that a test starts hears a signal.</summary>
internal static class Signals
{
    /// <summary>Skips the test where it would not.</summary>
    /// <param name="signal">INT or TERM.</param>
    public static void SkipUnlessHeard(string signal)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signals.");
        Assert.SkipWhen(
            signal == "INT" && IgnoresInterrupts(), "SIGINT is ignored here, as in every job that a shell runs in the background.");
    }

    // This process, and so each that it starts, was told to: bit 2 of SigIgn (proc(5)).
    private static bool IgnoresInterrupts() => OperatingSystem.IsLinux()
        && File.ReadLines("/proc/self/status").First(line => line.StartsWith("SigIgn:", StringComparison.Ordinal)) is var ignored
        && (ulong.Parse(ignored["SigIgn:".Length..].Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture) & 2) != 0;
}
