using System.Globalization;
using ImageFunctions.Imaging;
using ImageFunctions.Imaging.Vips;
using ImageFunctions.Imaging.Vips.Native;
using ImageFunctions.Settings;

namespace Bench.Pictures;

/// <summary>
/// What the decoder's own shrinking costs in likeness and saves in CPU time: WebP of photos as they are and saved as WebP, over what the
/// decoder leaves to the resampler at least.
/// </summary>
internal static class MarginTable
{
    private const int Rounds = 5;
    private const double Everything = 1000; // the decoder shrinks nothing
    private static readonly double[] Margins = [1.8, 2, 2.2, 2.5, 3, 4, Everything];

    /// <summary>Prints the tables as Markdown: for each sort of file, all widths together and each by itself.</summary>
    public static int Print(string folder)
    {
        foreach (var sort in SeenPicture.In(folder).GroupBy(picture => IsProgressive(picture.Content)))
        {
            Print(sort.Key ? "progressive JPEG" : "baseline JPEG", [.. sort]);
        }

        Print("WebP", [.. SeenPicture.In(folder, ToWebP)]);
        return 0;
    }

    private static void Print(string sort, IReadOnlyList<SeenPicture> pictures)
    {
        Console.WriteLine($"\n| {sort}, {pictures.Count} pictures: the decoder leaves | mean | worst | before encoding: mean | worst | CPU "
            + "| 200 wide: CPU, worst | 400 wide | 800 wide |\n| --- | ---: | ---: | ---: | ---: | ---: | --- | --- | --- |");
        int[] sizes = [.. pictures.Select(picture => picture.Width).Distinct()];
        var rows = Margins.Select(_ => sizes.ToDictionary(width => width, _ => new Row())).ToArray();
        foreach (var picture in pictures)
        {
            Measure(picture, [.. rows.Select(row => row[picture.Width])]);
        }

        var first = rows[0].Values.Sum(row => row.Cpu);
        for (var i = 0; i < Margins.Length; i++)
        {
            var all = rows[i].Values.SelectMany(row => row.Seen).ToArray();
            var widths = rows[i].OrderBy(row => row.Key).Select(row => string.Create(
                CultureInfo.InvariantCulture,
                $"{row.Value.Cpu / rows[0][row.Key].Cpu:0.00}, {row.Value.Seen.Min(one => one.Score):0.0}"));
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {(Margins[i] == Everything ? "all" : $"{Margins[i]}")} "
                + $"| {all.Average(one => one.Score):0.0} | {all.Min(one => one.Score):0.0} "
                + $"| {all.Average(one => one.Before):0.0} | {all.Min(one => one.Before):0.0} | {all.Sum(one => one.Cpu) / first:0.00} "
                + $"| {string.Join(" | ", widths)} |"));
        }
    }

    private static void Measure(SeenPicture picture, Row[] rows)
    {
        var made = new byte[Margins.Length][];
        var before = new double[Margins.Length];
        var cpu = Margins.Select(_ => new List<double>()).ToArray();
        for (var round = 0; round < Rounds; round++)
        {
            for (var i = 0; i < Margins.Length; i++)
            {
                using var work = new Work(CancellationToken.None);
                VipsImage? finished = null;
                cpu[i].Add(Tally.CpuOf(() =>
                {
                    finished = picture.Finish(work, new ImageOptions(), Margins[i]);
                    made[i] = EncodingPoint.WebP(finished, new ImageOptions().WebpQuality, effort: 2);
                }));
                before[i] = round == 0 ? Ssimulacra2.Of(picture.Reference, ToColour(finished!, work)) : before[i];
            }
        }

        for (var i = 0; i < Margins.Length; i++)
        {
            rows[i].Seen.Add((picture.Score(made[i]), before[i], cpu[i].Order().ElementAt(Rounds / 2)));
        }
    }

    private static PixelBuffer ToColour(VipsImage finished, Work work) =>
        PixelBuffer.Of(finished.Bands < 3 ? work.Own(finished.ToColourSpace(VipsInterpretation.Srgb)) : finished, work);

    private static bool IsProgressive(byte[] content)
    {
        using var work = new Work(CancellationToken.None);
        var kind = SourceSignature.Detect(content);
        return VipsHeader.Read(kind, work.Own(NativeBuffer.CopyOf(content))).Interlaced;
    }

    private static byte[] ToWebP(byte[] content) =>
        SyntheticPhoto.Convert(content, "webpsave_buffer", settings: save => save.Set("Q", 90).Set("effort", 2).Set("keep", VipsKeep.None));

    private sealed class Row
    {
        public List<(double Score, double Before, double Cpu)> Seen { get; } = [];

        public double Cpu => Seen.Sum(one => one.Cpu);
    }
}
