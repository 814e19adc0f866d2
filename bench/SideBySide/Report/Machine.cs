using System.Globalization;
using System.Runtime.InteropServices;
using ImageFunctions.Imaging.Vips;

namespace Bench.SideBySide.Report;

/// <summary>Where and by what was measured.</summary>
internal static class Machine
{
    /// <summary>A few lines of Markdown.</summary>
    public static string Describe(string peers)
    {
        var processor = Line("/proc/cpuinfo", "model name") ?? RuntimeInformation.ProcessArchitecture.ToString();
        var memory = double.Parse((Line("/proc/meminfo", "MemTotal") ?? "0").Split(' ')[0], CultureInfo.InvariantCulture) / 1024 / 1024;
        var date = DateTimeOffset.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var system = Environment.OSVersion.Version.ToString(2);
        return $"""
            Measured on {date}: {processor}, {Environment.ProcessorCount} cores, {memory:0} GB, Linux {system}.
            The origin: .NET {Environment.Version}, libvips {VipsLibrary.EnsureLoaded()}, published as the README says. The peers: {peers}.
            """;
    }

    /// <summary>Processes that wanted to run during the last minute: above the number of cores, others were in the way.</summary>
    public static string Load() => File.ReadAllText("/proc/loadavg").Split(' ')[0];

    private static string? Line(string file, string name) =>
        File.ReadLines(file).FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal))?.Split(':', 2)[1].Trim();
}
