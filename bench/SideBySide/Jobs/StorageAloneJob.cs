using Bench.SideBySide.Contenders;
using Bench.SideBySide.Load;

namespace Bench.SideBySide.Jobs;

/// <summary>The floor of hits: the variants' blobs, asked for straight from storage, with nobody in between.</summary>
internal sealed class StorageAloneJob(int atOnce, int originals) : Job
{
    /// <inheritdoc/>
    public override string Name => $"hit, {atOnce} at once, {originals} originals: the blobs alone, straight from storage";

    /// <inheritdoc/>
    public override bool Suits(ContenderKind kind) => kind.Name == ContenderKinds.Origin;

    /// <inheritdoc/>
    public override async Task<Dictionary<string, double>> RunAsync(Contender contender, JobContext context)
    {
        var copies = Math.Min(originals, context.Options.Copies);
        await LoadAsync(contender, Variants(contender, Originals.Photo, copies), atOnce: 2);
        var blobs = await context.Site.SignedVariantsAsync(contender.Kind, copies * Widths.Length);
        using var driver = new LoadDriver(atOnce);
        var result = await driver.RunAsync([.. Enumerable.Range(0, context.Options.Hits).Select(i => blobs[i % blobs.Count])]);
        await context.Site.DropVariantsAsync(contender.Kind, blobs.Count);
        return new Dictionary<string, double>
        {
            [Measure.PerSecond] = result.PerSecond,
            [Measure.P50] = result.Percentile(0.5),
            [Measure.P99] = result.Percentile(0.99),
            [Measure.Wall] = result.WallMilliseconds,
        };
    }
}
