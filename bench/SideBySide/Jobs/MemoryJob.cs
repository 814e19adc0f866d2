using Bench.SideBySide.Contenders;

namespace Bench.SideBySide.Jobs;

/// <summary>What a process holds after many conversions of several kinds, two at once.</summary>
internal sealed class MemoryJob : Job
{
    /// <inheritdoc/>
    public override string Name => "memory after mixed conversions, two at once";

    /// <inheritdoc/>
    public override bool IsSlow => true;

    /// <inheritdoc/>
    public override bool Suits(ContenderKind kind) => kind.Stores;

    /// <inheritdoc/>
    public override async Task<Dictionary<string, double>> RunAsync(Contender contender, JobContext context)
    {
        await using var fresh = await contender.Kind.StartAsync(("Images__MaxConcurrency", "2"), ("UV_THREADPOOL_SIZE", "2"));
        var idle = fresh.Meter.ResidentMiB();
        var wanted = context.Options.Conversions;
        string[] kinds = [Originals.Photo, Originals.Progressive, Originals.TwelveMegapixels];
        var variants = kinds.SelectMany(kind => Variants(fresh, kind, context.Options.Copies)).ToArray();
        for (var done = 0; done < wanted; done += variants.Length)
        {
            var batch = variants.Take(wanted - done).ToArray();
            new Random(done).Shuffle(batch);
            await LoadAsync(fresh, batch, atOnce: 2);
            await context.Site.DropVariantsAsync(contender.Kind, batch.Length);
        }

        await Task.Delay(TimeSpan.FromSeconds(2)); // what is given back when nothing happens is given back by then
        var resident = fresh.Meter.ResidentMiB();
        return new Dictionary<string, double> { [Measure.Resident] = resident, [Measure.Added] = resident - idle };
    }
}
