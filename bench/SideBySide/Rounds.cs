using Bench.SideBySide.Contenders;
using Bench.SideBySide.Jobs;
using Bench.SideBySide.Report;

namespace Bench.SideBySide;

/// <summary>Runs every job for every contender in turn, over and over: what disturbs the machine disturbs all of them.</summary>
internal sealed class Rounds(JobContext context, IReadOnlyList<ContenderKind> kinds)
{
    private const int SlowRounds = 3;

    private readonly Job[] jobs =
    [
        .. new Job[]
        {
            new HitJob(8, 4),
            new HitJob(32, 4),
            new HitJob(8, 16),
            new HitJob(32, 16),
            new HitJob(8, 4, verified: false),
            new StorageAloneJob(8, 4),
            new StorageAloneJob(32, 4),
            new ServerAloneJob(8),
            new MissJob("miss", Originals.Photo, 1),
            new MissJob("miss", Originals.Photo, 8),
            new MissJob("miss of a progressive JPEG", Originals.Progressive, 8),
            new MissJob("miss of a small progressive JPEG", Originals.SmallProgressive, 8),
            new MissJob("miss of 12 megapixels", Originals.TwelveMegapixels, 8),
            new MissJob("miss of a PNG screenshot of 8 megapixels", Originals.Screenshot, 8, few: true),
            new MissJob("miss of a WebP photo of 6 megapixels", Originals.PhotoWebp, 8, few: true),
            new MissJob("miss of a PNG photo of 2 megapixels", Originals.PhotoPng, 8, few: true),
            new MissJob("miss of an animated GIF", Originals.Animation, 8, few: true),
            new MissJob("miss of an animated GIF, as GIF", Originals.Animation, 8, few: true, "image/gif"),
            new SizesJob(),
            new FarJob("hit", Originals.Photo, hits: true),
            new FarJob("hit", Originals.Photo, hits: true, atOnce: 32),
            new FarJob("miss of 0.8 MB", Originals.Photo, hits: false),
            new FarJob("miss of 6 MB", Originals.SixMegabytes, hits: false),
            new CrowdJob(),
            new SetJob(),
            new StartJob(withPicture: true),
            new StartJob(withPicture: false),
            new MemoryJob(),
            new PeakJob("baseline", Originals.Baseline24),
            new PeakJob("progressive", Originals.Progressive24),
        }.Where(job => job.Name.Contains(context.Options.Only, StringComparison.OrdinalIgnoreCase)),
    ];

    /// <summary>Runs all rounds.</summary>
    public async Task<Results> RunAsync()
    {
        var results = new Results();
        var contenders = await StartAsync();
        try
        {
            // The first round warms everything up and is thrown away; what starts its own processes needs none.
            foreach (var job in jobs.Where(job => job is HitJob or ServerAloneJob or MissJob))
            {
                await RoundAsync(job, contenders, 0, new Results());
            }

            for (var round = 1; round <= context.Options.Rounds; round++)
            {
                Console.Error.WriteLine($"round {round} of {context.Options.Rounds}, load {Machine.Load()}");
                foreach (var job in jobs.Where(job => !job.IsSlow || round <= SlowRounds))
                {
                    await RoundAsync(job, contenders, round, results);
                }
            }
        }
        finally
        {
            await EndAsync(contenders);
        }

        return results;
    }

    /// <summary>Where the time of a miss goes.</summary>
    public async Task<string> StagesAsync(IReadOnlyList<OriginalFile> originals)
    {
        await using var origin = await kinds[0].StartAsync();
        await Stages.MeasureAsync(origin, context.Site, originals); // warms it up
        return await Stages.MeasureAsync(origin, context.Site, originals);
    }

    /// <summary>What the pictures look like.</summary>
    public async Task<string> QualityAsync(IReadOnlyList<OriginalFile> originals)
    {
        var contenders = await StartAsync();
        try
        {
            return await Quality.MeasureAsync(contenders, context.Site, originals);
        }
        finally
        {
            await EndAsync(contenders);
        }
    }

    // Who goes first changes with every round.
    private async Task RoundAsync(Job job, List<Contender> contenders, int round, Results results)
    {
        foreach (var contender in contenders.Skip(round % contenders.Count)
            .Concat(contenders.Take(round % contenders.Count)).Where(one => job.Suits(one.Kind)))
        {
            try
            {
                results.Add(job.Name, contender.Kind.Name, await job.RunAsync(contender, context));
            }
            catch (Exception e)
            {
                // One job that fails leaves a gap in the table, and says why; the others are still worth having.
                Console.Error.WriteLine($"{job.Name}, {contender.Kind.Name}: {e.Message}\n{contender.Said()}");
            }
        }
    }

    private async Task<List<Contender>> StartAsync()
    {
        var contenders = new List<Contender>();
        foreach (var kind in kinds)
        {
            contenders.Add(await kind.StartAsync());
        }

        return contenders;
    }

    private static async Task EndAsync(List<Contender> contenders)
    {
        foreach (var contender in contenders)
        {
            await contender.DisposeAsync();
        }
    }
}
