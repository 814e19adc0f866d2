using System.Globalization;
using ImageFunctions.Imaging.Vips;
using ImageFunctions.Requests;
using ImageFunctions.Settings;

namespace Bench.Pictures;

/// <summary>
/// Encodes the same finished pixels at every point of interest, and prints what each costs and gives: bytes and CPU time as ratios to the
/// point that the service uses, measured side by side, and SSIMULACRA 2 to the original scaled exactly in linear light.
/// </summary>
internal static class EncodingTable
{
    private const int Rounds = 3;

    /// <summary>Prints the tables as Markdown.</summary>
    public static int Print(string folder)
    {
        var tallies = EncodingPoint.All.Select(_ => new Tally()).ToArray();
        var pictures = 0;
        foreach (var picture in SeenPicture.In(folder))
        {
            Console.Error.WriteLine(picture.Name);
            Measure(picture, tallies);
            pictures++;
        }

        Console.WriteLine($"{pictures} pictures: every photo at 200, 400 and 800 wide. libvips {VipsLibrary.EnsureLoaded()}.");
        foreach (var format in EncodingPoint.All.Zip(tallies).GroupBy(one => one.First.Format))
        {
            PrintTable(format.Key, [.. format]);
        }

        return 0;
    }

    private static void PrintTable(ImageFormat format, IReadOnlyList<(EncodingPoint Point, Tally Tally)> rows)
    {
        var chosen = rows.First(row => row.Point.IsChosen).Tally;
        Console.WriteLine($"\n| {format} | bytes | CPU | SSIMULACRA 2: mean | worst |\n| --- | ---: | ---: | ---: | ---: |");
        foreach (var (point, tally) in rows)
        {
            var name = point.IsChosen ? $"**{point.Name}**" : point.Name;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {name} | {tally.Bytes / chosen.Bytes:0.000} | {tally.Cpu / chosen.Cpu:0.00} | {tally.Mean:0.0} | {tally.Worst:0.0} |"));
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"\n1.000 is {chosen.Bytes:0} bytes, 1.00 is {chosen.Cpu:0.0} ms of CPU a picture."));
    }

    private static void Measure(SeenPicture picture, Tally[] tallies)
    {
        using var work = new Work(CancellationToken.None);
        var image = picture.Finish(work, new ImageOptions());
        var cpu = EncodingPoint.All.Select(_ => new List<double>()).ToArray();
        var made = new byte[cpu.Length][];
        for (var round = 0; round < Rounds; round++)
        {
            for (var i = 0; i < cpu.Length; i++)
            {
                cpu[i].Add(Tally.CpuOf(() => made[i] = EncodingPoint.All[i].Encode(image)));
            }
        }

        for (var i = 0; i < cpu.Length; i++)
        {
            tallies[i].Add(picture.Score(made[i]), made[i].Length, cpu[i]);
        }
    }
}
