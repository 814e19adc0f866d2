using System.Diagnostics;
using Bench.SideBySide.Contenders;
using Bench.SideBySide.Load;

namespace Bench.SideBySide.Jobs;

/// <summary>
/// From the start of a process to its first picture, whose variant does not exist: what a cold start costs a viewer; or, as its floor, to
/// its first answer at all.
/// </summary>
internal sealed class StartJob(bool withPicture) : Job
{
    /// <inheritdoc/>
    public override string Name => withPicture ? "spawn → first 200 of a cold variant" : "spawn → first 200 of GET /, no picture";

    /// <inheritdoc/>
    public override bool Suits(ContenderKind kind) => withPicture ? kind.Stores : kind.Name == ContenderKinds.Origin;

    /// <inheritdoc/>
    public override async Task<Dictionary<string, double>> RunAsync(Contender contender, JobContext context)
    {
        var times = new List<double>();
        for (var i = 0; i < context.Options.Starts; i++)
        {
            using var driver = new LoadDriver(1);
            var start = Stopwatch.GetTimestamp();
            await using var fresh = contender.Kind.Spawn();
            await driver.UntilAnsweredAsync(
                withPicture ? fresh.Variant(Originals.NameOf(Originals.Photo, 0), 200) : fresh.Address, CancellationToken.None);
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            await context.Site.DropVariantsAsync(contender.Kind, withPicture ? 1 : 0);
        }

        return new Dictionary<string, double> { [Measure.Wall] = times.Order().ElementAt(times.Count / 2) };
    }
}
