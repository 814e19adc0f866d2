using System.Diagnostics;
using SideBySide.Contenders;
using SideBySide.Load;

namespace SideBySide.Jobs;

/// <summary>From the start of a process to its first picture, whose variant does not exist: what a cold start costs a viewer.</summary>
internal sealed class StartJob : Job
{
    /// <inheritdoc/>
    public override string Name => "spawn → first 200 of a cold variant";

    /// <inheritdoc/>
    public override bool Suits(ContenderKind kind) => kind.Stores;

    /// <inheritdoc/>
    public override async Task<Dictionary<string, double>> RunAsync(Contender contender, JobContext context)
    {
        var times = new List<double>();
        for (var i = 0; i < context.Options.Starts; i++)
        {
            using var driver = new LoadDriver(1);
            var start = Stopwatch.GetTimestamp();
            await using var fresh = contender.Kind.Spawn();
            await driver.UntilAnsweredAsync(fresh.Variant($"{Originals.Photo}-0.jpg", 200), CancellationToken.None);
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            await context.Site.DropVariantsAsync(contender.Kind, 1);
        }

        return new Dictionary<string, double> { [Measure.Wall] = times.Order().ElementAt(times.Count / 2) };
    }
}
