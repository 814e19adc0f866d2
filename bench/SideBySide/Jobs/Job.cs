using Bench.SideBySide.Contenders;
using Bench.SideBySide.Load;

namespace Bench.SideBySide.Jobs;

/// <summary>What a job knows of the run.</summary>
/// <param name="Site">Storage.</param>
/// <param name="Options">How much is measured.</param>
internal sealed record JobContext(Site Site, BenchOptions Options);

/// <summary>One thing that every contender does in turn, and is measured at.</summary>
internal abstract class Job
{
    /// <summary>The four sizes of the default settings.</summary>
    public static readonly int[] Widths = [100, 200, 300, 400];

    /// <summary>As the report calls it.</summary>
    public abstract string Name { get; }

    /// <summary>Whether it is run only now and then: it is long, and measures what hardly varies.</summary>
    public virtual bool IsSlow => false;

    /// <summary>Whether a contender can do it at all.</summary>
    public virtual bool Suits(ContenderKind kind) => true;

    /// <summary>Runs it once.</summary>
    /// <returns>What was measured, by name.</returns>
    public abstract Task<Dictionary<string, double>> RunAsync(Contender contender, JobContext context);

    /// <summary>Every size of some copies of an original.</summary>
    protected static Uri[] Variants(Contender contender, string original, int copies) =>
    [
        .. from copy in Enumerable.Range(0, copies)
        from width in Widths
        select contender.Variant(Originals.NameOf(original, copy), width),
    ];

    /// <summary>Sends requests, and takes the time and what the contender used meanwhile.</summary>
    protected static async Task<Dictionary<string, double>> LoadAsync(
        Contender contender, IReadOnlyList<Uri> addresses, int atOnce, string accept = LoadDriver.WebP)
    {
        using var driver = new LoadDriver(atOnce, accept);
        var before = contender.Meter.CpuSeconds();
        var result = await driver.RunAsync(addresses);
        var cpu = contender.Meter.CpuSeconds() - before;
        return new Dictionary<string, double>
        {
            [Measure.Cpu] = cpu * 1000 / addresses.Count,
            [Measure.PerSecond] = result.PerSecond,
            [Measure.P50] = result.Percentile(0.5),
            [Measure.P99] = result.Percentile(0.99),
            [Measure.Wall] = result.WallMilliseconds,
            [Measure.Decodes] = result.CacheStatuses.Count(status => status?.Contains("collapsed", StringComparison.Ordinal) != true),
        };
    }
}

/// <summary>The names of what is measured.</summary>
internal static class Measure
{
    public const string Cpu = "CPU ms a request";
    public const string PerSecond = "requests/s";
    public const string P50 = "p50 ms";
    public const string P99 = "p99 ms";
    public const string Wall = "wall ms";
    public const string Decodes = "decodes";
    public const string Resident = "RSS MiB";
    public const string Added = "MiB over idle";
}
