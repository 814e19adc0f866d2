using System.Globalization;
using Bench.Torture.Fuzzing;
using Bench.Torture.Hostile;
using Bench.Torture.Soaking;

namespace Bench.Torture;

/// <summary>Hostile files, fuzzing, soak.</summary>
internal static class TortureCommand
{
    private const string Usage = """
        bench/run torture hostile                   makes and converts every hostile file, and says what each cost
        bench/run torture hostile FOLDER            writes the hostile files into a folder
        bench/run torture measure FORMAT[:SIZE] FILE...
                                                    converts files, each in a process of its own, and says what each cost
        bench/run torture fuzz [--mutants N] [--seconds N] [--seed N] [--from N] [FOLDER...]
                                                    converts damaged copies of generated files and of the folders' (20,000)
        bench/run torture soak MINUTES [FOLDER...]  requests sound, broken and hostile files, four times as many as the origin can take
        """;

    /// <summary>Runs one of them.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        switch (args)
        {
            case ["hostile"]:
                return Measure.Hostile() ? 0 : 1;
            case ["hostile", var folder]:
                await HostileFiles.WriteAsync(folder);
                return 0;
            case ["measure", var format, .. var files]:
                await Measure.EachAsync(files, format);
                return 0;
            case ["one", var file, var format]:
                Measure.One(file, format);
                return 0;
            case ["fuzz", .. var arguments]:
                return await FuzzParent.RunAsync(arguments);
            case ["fuzz-run", var progress, .. var arguments]:
                return new Fuzzer(FuzzOptions.Parse(arguments)).Run(progress) ? 0 : 1;
            case ["soak", var minutes, .. var folders]:
                return await new Soak(TimeSpan.FromMinutes(double.Parse(minutes, CultureInfo.InvariantCulture)), SoakFile.Collect(folders))
                    .RunAsync() ? 0 : 1;
            default:
                Console.Error.WriteLine(Usage);
                return 2;
        }
    }
}
