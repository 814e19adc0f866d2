using Bench.SideBySide.Contenders;
using Bench.SideBySide.Jobs;

namespace Bench.SideBySide.Report;

/// <summary>One row of the table that the project holds itself to: a measure of a job, and what is to be reached.</summary>
/// <param name="Title">What it is.</param>
/// <param name="Job">The job's name.</param>
/// <param name="What">The measure.</param>
/// <param name="Reach">At most: the ratio to the article's function, or the number itself where <paramref name="Absolute"/>.</param>
/// <param name="Absolute">Whether the number itself counts instead of the ratio.</param>
internal sealed record Goal(string Title, string Job, string What, double Reach, bool Absolute = false)
{
    /// <summary>What was reached, as the median of all rounds; null where it was not measured.</summary>
    public Spread? Reached(Results results) => Absolute
        ? results.Of(Job, ContenderKinds.Origin, What)
        : results.Ratio(Job, ContenderKinds.Origin, ContenderKinds.Article, What);

    /// <summary>Whether that is enough.</summary>
    public bool IsMet(Results results) => Reached(results) is { } reached && reached.Median <= Reach;
}

/// <summary>A row: one goal, or two that are told in one line.</summary>
internal sealed record Row(string Title, params Goal[] Goals);

/// <summary>What the project holds itself to.</summary>
internal static class Rows
{
    /// <summary>In the order of the table.</summary>
    public static readonly IReadOnlyList<Row> All =
    [
        One("spawn → first 200 of a cold variant", "spawn → first 200 of a cold variant", Measure.Wall, 0.12),
        new("RSS after mixed conversions, two at once, MiB",
            new Goal("RSS", "memory after mixed conversions, two at once", Measure.Resident, 50, Absolute: true)),
        new("peak RSS that one 24-megapixel JPEG adds, baseline / progressive, MiB",
            new Goal("baseline", "peak memory of one 24-megapixel JPEG, baseline", Measure.Added, 1, Absolute: true),
            new Goal("progressive", "peak memory of one 24-megapixel JPEG, progressive", Measure.Added, 59, Absolute: true)),
        new("hit, 8 at once: CPU, verified / `VerifySource=false`",
            new Goal("verified", "hit, 8 at once, 4 originals", Measure.Cpu, 0.50),
            new Goal("not verified", "hit, 8 at once, 4 originals, VerifySource=false", Measure.Cpu, 0.35)),
        One("hit, 32 at once: p99", "hit, 32 at once, 4 originals", Measure.P99, 0.80),
        One("miss → WebP, 8 at once: CPU", "miss, 8 at once", Measure.Cpu, 0.60),
        One("miss → WebP, one at a time: p50", "miss, one at a time", Measure.P50, 0.65),
        One("miss of a progressive JPEG: CPU", "miss of a progressive JPEG, 8 at once", Measure.Cpu, 0.45),
        new("far storage (5 ms, 60 MB/s a connection), p50: hit / miss of 0.8 MB / of 6 MB",
            new Goal("hit", "far storage: hit", Measure.P50, 1.0),
            new Goal("0.8 MB", "far storage: miss of 0.8 MB", Measure.P50, 0.65),
            new Goal("6 MB", "far storage: miss of 6 MB", Measure.P50, 0.50)),
        One("four sizes of one cold original at once: CPU", "four sizes of one cold original at once", Measure.Cpu, 0.40),
        One("miss of a PNG screenshot of 8 megapixels: CPU", "miss of a PNG screenshot of 8 megapixels, 8 at once", Measure.Cpu, 0.60),
        One("miss of a WebP photo of 6 megapixels: CPU", "miss of a WebP photo of 6 megapixels, 8 at once", Measure.Cpu, 0.80),
        One("miss of a PNG photo of 2 megapixels: CPU", "miss of a PNG photo of 2 megapixels, 8 at once", Measure.Cpu, 0.50),
        new("miss of an animated GIF: CPU, as WebP / as GIF",
            new Goal("WebP", "miss of an animated GIF, 8 at once", Measure.Cpu, 0.80),
            new Goal("GIF", "miss of an animated GIF, as GIF, 8 at once", Measure.Cpu, 0.60)),
        new("100 viewers, one cold variant: decodes / wall",
            new Goal("decodes", "100 viewers, one cold variant", Measure.Decodes, 1, Absolute: true),
            new Goal("wall", "100 viewers, one cold variant", Measure.Wall, 0.10)),
        One("all 8 default variants of one original, made together: CPU",
            "all 8 default variants of one original, made together", Measure.Cpu, 0.30),
    ];

    private static Row One(string title, string job, string what, double reach) => new(title, new Goal(title, job, what, reach));
}
