using SideBySide.Contenders;
using SideBySide.Jobs;

namespace SideBySide.Report;

/// <summary>One row of the table that the project holds itself to: a measure of a job, and what is to be reached.</summary>
/// <param name="Title">What it is.</param>
/// <param name="Job">The job's name.</param>
/// <param name="What">The measure.</param>
/// <param name="Reach">The ratio to the article's function, or the number itself where <paramref name="Absolute"/>.</param>
/// <param name="HigherIsBetter">Else lower is.</param>
/// <param name="Absolute">Whether the number itself counts instead of the ratio.</param>
internal sealed record Goal(string Title, string Job, string What, double Reach, bool HigherIsBetter = false, bool Absolute = false)
{
    /// <summary>What was reached, as the median of all rounds; null where it was not measured.</summary>
    public Spread? Reached(Results results) => Absolute
        ? results.Of(Job, ContenderKinds.Origin, What)
        : results.Ratio(Job, ContenderKinds.Origin, ContenderKinds.Article, What);

    /// <summary>Whether that is enough.</summary>
    public bool IsMet(Results results) => Reached(results) is { } reached && (HigherIsBetter ? reached.Median >= Reach : reached.Median <= Reach);
}

/// <summary>A row: one goal, or two that are told in one line.</summary>
internal sealed record Row(string Title, params Goal[] Goals);

/// <summary>The twelve.</summary>
internal static class Rows
{
    /// <summary>In the order of the table.</summary>
    public static readonly IReadOnlyList<Row> All =
    [
        One("hit, 8 at once: CPU per request", "hit, 8 at once, 4 originals", Measure.Cpu, 0.35),
        One("hit, 8 at once: requests/s", "hit, 8 at once, 4 originals", Measure.PerSecond, 1.8, higher: true),
        One("hit, 32 at once: p99", "hit, 32 at once, 4 originals", Measure.P99, 0.9),
        One("miss → WebP, one at a time: p50", "miss, one at a time", Measure.P50, 0.60),
        One("miss → WebP, 8 at once: CPU per request", "miss, 8 at once", Measure.Cpu, 0.50),
        One("miss → WebP, 8 at once: requests/s", "miss, 8 at once", Measure.PerSecond, 1.7, higher: true),
        One("miss of a progressive JPEG: CPU per request", "miss of a progressive JPEG, 8 at once", Measure.Cpu, 0.45),
        new("100 viewers, one cold variant: decodes / wall",
            new Goal("decodes", "100 viewers, one cold variant", Measure.Decodes, 1, Absolute: true),
            new Goal("wall", "100 viewers, one cold variant", Measure.Wall, 0.10)),
        One("all 8 default variants of one original, made together: CPU", "all 8 default variants of one original, made together", Measure.Cpu, 0.30),
        One("spawn → first 200 of a cold variant", "spawn → first 200 of a cold variant", Measure.Wall, 0.50),
        new("RSS after mixed conversions, two at once, MiB",
            new Goal("RSS", "memory after mixed conversions, two at once", Measure.Resident, 100, Absolute: true)),
        new("peak RSS that one 24-megapixel JPEG adds, baseline / progressive, MiB",
            new Goal("baseline", "peak memory of one 24-megapixel JPEG, baseline", Measure.Added, 50, Absolute: true),
            new Goal("progressive", "peak memory of one 24-megapixel JPEG, progressive", Measure.Added, 100, Absolute: true)),
    ];

    private static Row One(string title, string job, string what, double reach, bool higher = false) =>
        new(title, new Goal(title, job, what, reach, higher));
}
