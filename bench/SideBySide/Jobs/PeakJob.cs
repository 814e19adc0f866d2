using Bench.SideBySide.Contenders;
using Bench.SideBySide.Load;

namespace Bench.SideBySide.Jobs;

/// <summary>The most memory that one large picture takes, in a process that has done next to nothing before.</summary>
internal sealed class PeakJob(string what, string original) : Job
{
    /// <inheritdoc/>
    public override string Name => $"peak memory of one 24-megapixel JPEG, {what}";

    /// <inheritdoc/>
    public override bool IsSlow => true;

    /// <inheritdoc/>
    public override bool Suits(ContenderKind kind) => kind.Stores;

    /// <inheritdoc/>
    public override async Task<Dictionary<string, double>> RunAsync(Contender contender, JobContext context)
    {
        await using var fresh = await contender.Kind.StartAsync();
        using var driver = new LoadDriver(1);
        // everything is loaded
        await driver.GetAsync(fresh.Variant(Originals.NameOf(Originals.Progressive, 0), 100), CancellationToken.None);
        var idle = fresh.Meter.ResidentMiB();
        await driver.GetAsync(fresh.Variant(Originals.NameOf(original, 0), 400), CancellationToken.None);
        var peak = fresh.Meter.PeakMiB();
        await context.Site.DropVariantsAsync(contender.Kind, 2);
        return new Dictionary<string, double> { [Measure.Resident] = peak, [Measure.Added] = peak - idle };
    }
}
