using System.Diagnostics;
using Bench.SideBySide.Contenders;
using Bench.SideBySide.Load;

namespace Bench.SideBySide.Jobs;

/// <summary>A page with <c>srcset</c> and a fresh upload: all four sizes of one original that has no variants, at the same time;
/// one original after the other.</summary>
internal sealed class SizesJob : Job
{
    /// <inheritdoc/>
    public override string Name => "four sizes of one cold original at once";

    /// <inheritdoc/>
    public override bool Suits(ContenderKind kind) => kind.Stores;

    /// <inheritdoc/>
    public override async Task<Dictionary<string, double>> RunAsync(Contender contender, JobContext context)
    {
        using var driver = new LoadDriver(Widths.Length);
        var before = contender.Meter.CpuSeconds();
        var start = Stopwatch.GetTimestamp();
        for (var copy = 0; copy < context.Options.Copies; copy++)
        {
            await driver.RunAsync([.. Widths.Select(width => contender.Variant(Originals.NameOf(Originals.Photo, copy), width))]);
        }

        var result = new Dictionary<string, double>
        {
            [Measure.Cpu] = (contender.Meter.CpuSeconds() - before) * 1000 / (context.Options.Copies * Widths.Length),
            [Measure.Wall] = Stopwatch.GetElapsedTime(start).TotalMilliseconds / context.Options.Copies,
        };
        await context.Site.DropVariantsAsync(contender.Kind, context.Options.Copies * Widths.Length);
        return result;
    }
}
