using Bench.SideBySide.Contenders;
using Bench.SideBySide.Jobs;
using Bench.SideBySide.Report;
using LocalFrontDoor.Processes;

namespace Bench.SideBySide;

/// <summary>The origin beside what a user would otherwise run: the tables of docs/performance.md.</summary>
internal static class SideBySideCommand
{
    /// <summary>Measures, and prints or writes the tables.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        if (BenchOptions.Parse(args) is not { } options)
        {
            return 2;
        }

        await Peers.InstallAsync();
        var published = options.Published ?? await Repository.PublishAsync(options.Without);

        var azurite = await AzuriteProcess.StartAsync();
        var originals = Originals.Make(options.Copies);
        var kinds = ContenderKinds.All(published, azurite, options);
        await using var site = new Site(azurite, kinds, originals);
        await site.FillAsync();

        var rounds = new Rounds(new JobContext(site, options), kinds);
        var results = await rounds.RunAsync();
        var measured = $"""
            {Machine.Describe(await Peers.VersionsAsync())} {options.Rounds} rounds; load of the machine at the end: {Machine.Load()}.

            {Tables.Goals(results)}
            **{Tables.Reach(results)}**

            Medians of all rounds:

            {Tables.Numbers(results)}
            """;
        foreach (var name in options.Beside.Keys)
        {
            measured += $"""

                Ratios to {name}:

                {Tables.Against(name, results)}
                """;
        }

        Console.WriteLine(measured); // before anything else can fail
        var tables = measured;
        if (options.Only.Length == 0)
        {
            measured += $"""

                Misses against ipx:

                {Tables.Against(ContenderKinds.Ipx, results)}
                """;
            measured += await SectionAsync("Milliseconds of a miss by stage:", () => rounds.StagesAsync(originals));
            measured += await SectionAsync("Bytes and SSIMULACRA 2:", () => rounds.QualityAsync(originals));
        }

        if (options.Write)
        {
            PerformancePage.Write(measured);
        }

        Console.WriteLine(measured[tables.Length..]);
        Console.WriteLine(Tables.Reach(results));
        return 0;
    }

    // One that fails leaves a gap in the page, and says why; the others are still worth having.
    private static async Task<string> SectionAsync(string title, Func<Task<string>> measure)
    {
        try
        {
            return $"\n{title}\n\n{await measure()}";
        }
        catch (Exception e)
        {
            Console.Error.WriteLine($"{title} {e.Message}");
            return "";
        }
    }
}
