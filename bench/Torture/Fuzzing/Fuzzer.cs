using System.Diagnostics;
using Bench.Torture.Hostile;
using ImageFunctions.Imaging;
using ImageFunctions.Imaging.Clean;
using ImageFunctions.Requests;

namespace Bench.Torture.Fuzzing;

/// <summary>Gives the engine damaged files, and watches what it answers, how long it takes, and what stays in memory.</summary>
internal sealed class Fuzzer(FuzzOptions options)
{
    private const int LargestSeed = 512 << 10;
    private const int LineEvery = 1000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);
    private static readonly ImageFormat[] Formats = [ImageFormat.WebP, ImageFormat.Jpeg, ImageFormat.Png, ImageFormat.Gif];

    private const long AllowedGrowth = 32 << 20;

    private static readonly string OwnSize = $"{FileWithSecret.Side}x{FileWithSecret.Side}";

    private readonly SortedDictionary<int, int> statuses = [];
    private readonly List<(string Name, byte[] Content)> seeds = [];
    private readonly Stopwatch watch = Stopwatch.StartNew();
    private int faults;
    private TimeSpan slowest;
    private long peak;
    private int cuts;
    private double lowest = 1;

    /// <summary>Runs all mutants in this process.</summary>
    /// <param name="progress">A file that holds the number of the mutant at work.</param>
    /// <returns>Whether every one was answered as it should be.</returns>
    public bool Run(string progress)
    {
        seeds.AddRange(
            Seeds.All().Concat(FileWithSecret.All.Select(file => (file.Name, file.File))).Concat(options.Folders.SelectMany(Read)));
        Console.WriteLine($"{seeds.Count} files to start from, seed {options.Seed}");
        using var file = new FileStream(progress, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
        long half = 0;
        var i = options.From;
        for (; i < options.Mutants && watch.Elapsed.TotalSeconds < options.Seconds; i++)
        {
            file.Position = 0;
            file.Write(BitConverter.GetBytes(i));
            Try(i);
            half = i == (options.From + options.Mutants) / 2 ? ProcessMemory.Held() : half;
            if ((i + 1) % LineEvery == 0)
            {
                Console.WriteLine(
                    $"{i + 1,7} mutants  {watch.Elapsed.TotalSeconds,5:0} s  "
                        + $"resident {ProcessMemory.Now >> 20,4} MB, held {ProcessMemory.Held() >> 20,4} MB  {Summary()}");
            }
        }

        var growth = half > 0 ? ProcessMemory.Held() - half : 0;
        Console.WriteLine(
            $"{i - options.From} mutants in {watch.Elapsed.TotalSeconds:0} s: {Summary()}; "
                + $"slowest {slowest.TotalMilliseconds:0} ms of work, highest peak {peak >> 20} MB, "
                + $"{cuts} cuts like the whole, lowest SSIM {lowest:0.000}, growth over the second half {growth >> 20} MB");
        return faults == 0 && growth < AllowedGrowth;
    }

    private void Try(int number)
    {
        var random = new Random(HashCode(options.Seed, number));
        var (name, content) = seeds[random.Next(seeds.Count)];
        var mutant = Mutator.Mutate(content, seeds[random.Next(seeds.Count)].Content, random);
        var before = Environment.CpuUsage.TotalTime;
        var result = random.Next(2) == 0
            ? Conversion.Run(mutant, Formats[random.Next(Formats.Length)], Patience)
            : Conversion.Run(mutant, OwnFormat(mutant), Patience, OwnSize); // where an original may go out as it is
        var worked = Environment.CpuUsage.TotalTime - before; // another's load is not this file's fault
        statuses[result.Status] = statuses.GetValueOrDefault(result.Status) + 1;
        slowest = worked > slowest ? worked : slowest;
        peak = Math.Max(peak, result.Peak);
        var cut = CutAgainstWhole.Compare(mutant);
        cuts += cut.Compared;
        lowest = Math.Min(lowest, cut.LowestSsim);
        string? fault = result.Status is not (200 or 415 or 422) ? "no documented answer"
            : worked > Longest ? "too long"
            : HoldsMoreThanItsPicture(result.Made) ? "more than its picture"
            : cut.Fault;
        if (fault is not null)
        {
            faults++;
            Console.WriteLine($"BAD mutant {number}, {fault}, of {result.ToLine(name, mutant.Length)}");
        }
    }

    private static bool HoldsMoreThanItsPicture(byte[]? made) =>
        made is not null && SourceSignature.Detect(made) is not SourceKind.Heif and var kind
        && CleanCopy.Of(kind, made)?.AsSpan().SequenceEqual(made) != true;

    private static ImageFormat OwnFormat(byte[] file) => SourceSignature.Detect(file) switch
    {
        SourceKind.Png => ImageFormat.Png,
        SourceKind.WebP => ImageFormat.WebP,
        SourceKind.Gif => ImageFormat.Gif,
        _ => ImageFormat.Jpeg,
    };

    private string Summary() => string.Join(", ", statuses.Select(status => $"{status.Key}: {status.Value}"));

    private static int HashCode(int seed, int number) => unchecked((seed * 1_000_003) + (number * 7919));

    private static IEnumerable<(string, byte[])> Read(string folder) => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        .Order(StringComparer.Ordinal)
        .Where(file => new FileInfo(file).Length <= LargestSeed)
        .Select(file => (Path.GetFileName(file), File.ReadAllBytes(file)))
        .Where(file => SourceSignature.Detect(file.Item2) is not (SourceKind.Unknown or SourceKind.Svg));
}
