using System.Diagnostics;
using System.Globalization;
using Bench.Pictures;
using ImageFunctions.Imaging;
using ImageFunctions.Requests;
using ImageFunctions.Settings;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bench.Pregeneration;

/// <summary>All default variants of one original: one decode for all against one for each.</summary>
internal static class Pregenerate
{
    private const double MostCpu = 0.4;
    private const double LeastSsim = 0.98;
    private const double MostLoss = 0.005;

    private static readonly ImageOptions Options = new();

    private static readonly IReadOnlyList<Target> Targets =
        [.. Options.AllowedDimensions.SelectMany(
            dimension => new[] { ImageFormat.WebP, ImageFormat.Jpeg }.Select(format => new Target(dimension, format)))];

    /// <summary>Measures, prints, and judges.</summary>
    /// <returns>0 when both promises hold.</returns>
    public static int Run(string[] args)
    {
        var rounds = int.Parse(Value(args, "--rounds") ?? "11", CultureInfo.InvariantCulture);
        var file = Value(args, "--image") is { } path ? File.ReadAllBytes(path) : SyntheticPhoto.Jpeg(4000, 3000);
        using var source = new NativeBuffer(file.Length);
        file.CopyTo(source.GetSpan());
        var engine = new ImageEngine(Options, NullLogger<ImageEngine>.Instance);

        var likeness = Likeness.Measure(engine, source, Targets); // also warms up
        var (together, separate) = (new List<double>(), new List<double>());
        for (var round = 0; round < rounds; round++)
        {
            together.Add(CpuMilliseconds(() => engine.MakeAll(source, Targets, CancellationToken.None)));
            separate.Add(CpuMilliseconds(() => MakeSeparately(engine, source)));
        }

        return Report(file.Length, together, separate, likeness);
    }

    private static int Report(int bytes, List<double> together, List<double> separate, IReadOnlyList<Likeness> likeness)
    {
        var ratios = together.Zip(separate, (one, other) => one / other).ToList();
        Console.WriteLine(
            Invariant($"{Targets.Count} variants of a JPEG of {bytes:N0} bytes, ")
            + Invariant($"{together.Count} interleaved rounds, CPU time of the process"));
        Console.WriteLine(Invariant($"  one decode for all   {Median(together),8:0.0} ms"));
        Console.WriteLine(Invariant($"  one decode for each  {Median(separate),8:0.0} ms"));
        var range = Invariant($"{ratios.Min():0.000} to {ratios.Max():0.000}");
        Console.WriteLine(Invariant($"  ratio                {Median(ratios),8:0.000}    ({range}; at most {MostCpu})"));
        Console.WriteLine(
            "  SSIM of the two       pixels   files   (to the pixels made alone: file of one decode for all, file made alone)");
        foreach (var one in likeness)
        {
            var target = $"{one.Target.Dimension,9} {one.Target.Format,-5}";
            Console.WriteLine(
                Invariant($"  {target}      {one.Pixels:0.0000}  {one.Files:0.0000}  ({one.Together:0.0000}, {one.Alone:0.0000})"));
        }

        var kept = Median(ratios) <= MostCpu && likeness.All(one => one.Pixels > LeastSsim && one.Together > one.Alone - MostLoss);
        Console.WriteLine(kept ? "kept" : "NOT KEPT");
        return kept ? 0 : 1;
    }

    private static List<Outcome<EncodedPicture>> MakeSeparately(IImageEngine engine, NativeBuffer source) =>
        [.. Targets.Select(target => engine.Make(source, target, CancellationToken.None))];

    private static double CpuMilliseconds(Action work)
    {
        GC.Collect();
        using var process = Process.GetCurrentProcess();
        var before = process.TotalProcessorTime;
        work();
        process.Refresh();
        return (process.TotalProcessorTime - before).TotalMilliseconds;
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }

    private static string? Value(string[] args, string name) =>
        Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : null;

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
