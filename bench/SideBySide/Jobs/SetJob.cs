using System.Globalization;
using System.Text.RegularExpressions;
using Bench.SideBySide.Contenders;
using Bench.SideBySide.Load;
using LocalFrontDoor.Processes;

namespace Bench.SideBySide.Jobs;

/// <summary>
/// All eight default variants of originals: four sizes, WebP and JPEG. The origin makes them together, as its command <c>warm</c> does;
/// the peers have nothing of the kind and are asked for each.
/// </summary>
internal sealed partial class SetJob : Job
{
    private const int Formats = 2;

    /// <inheritdoc/>
    public override string Name => "all 8 default variants of one original, made together";

    /// <inheritdoc/>
    public override bool Suits(ContenderKind kind) => kind.Stores;

    /// <inheritdoc/>
    public override async Task<Dictionary<string, double>> RunAsync(Contender contender, JobContext context)
    {
        var names = Enumerable.Range(0, context.Options.Copies).Select(copy => Originals.NameOf(Originals.Photo, copy)).ToArray();
        var cpu = contender.Kind.Name != ContenderKinds.Article
            ? await WarmAsync(contender.Kind, names.Length, context.Site)
            : await AskAsync(contender, names) / names.Length;
        await context.Site.DropVariantsAsync(contender.Kind, names.Length * Widths.Length * Formats);
        return new Dictionary<string, double> { [Measure.Cpu] = cpu };
    }

    // A process of its own, while the peers have long been running: a run for one original is subtracted from the one for all.
    private static async Task<double> WarmAsync(ContenderKind kind, int originals, Site site)
    {
        var one = await CommandAsync(kind, $"{Originals.Photo}-0.");
        await site.DropVariantsAsync(kind, Widths.Length * Formats);
        return (await CommandAsync(kind, $"{Originals.Photo}-") - one) / (originals - 1);
    }

    // A process that has ended tells nothing any more: its shell does, in user and system seconds.
    private static async Task<double> CommandAsync(ContenderKind kind, string prefix)
    {
        var start = kind.Prepare(1);
        string[] command = ["-c", "TIMEFORMAT='%U %S'; time \"$0\" \"$@\"", start.FileName, "warm", "--prefix", prefix];
        start.FileName = "bash";
        foreach (var argument in command)
        {
            start.ArgumentList.Add(argument);
        }

        var said = await ChildProcess.RunAsync("warm", start);
        var times = said.Last(line => Times().IsMatch(line));
        return times.Split(' ').Sum(seconds => double.Parse(seconds, CultureInfo.InvariantCulture) * 1000);
    }

    [GeneratedRegex(@"^\d+\.\d+ \d+\.\d+$")]
    private static partial Regex Times();

    private static async Task<double> AskAsync(Contender contender, string[] names)
    {
        var before = contender.Meter.CpuSeconds();
        foreach (var accept in new[] { "image/webp", "image/jpeg" })
        {
            using var driver = new LoadDriver(2, accept);
            await driver.RunAsync([.. from name in names from width in Widths select contender.Variant(name, width)]);
        }

        return (contender.Meter.CpuSeconds() - before) * 1000;
    }
}
