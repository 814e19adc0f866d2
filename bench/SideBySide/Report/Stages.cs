using System.Globalization;
using System.Text;
using Bench.SideBySide.Contenders;
using Bench.SideBySide.Load;
using ImageFunctions.Imaging;
using ImageFunctions.Imaging.Vips;

namespace Bench.SideBySide.Report;

/// <summary>Where the time of a miss goes, beside the floor that nobody can go below: reading those bytes, and decoding them.</summary>
internal static class Stages
{
    private const int Repeats = 15;
    private static readonly string[] Names = ["lookup", "source", "decode", "encode"];

    /// <summary>Medians of what the origin says of itself (<c>Server-Timing</c>),
    /// for each size of the photograph and the progressive one.</summary>
    public static async Task<string> MeasureAsync(Contender origin, Site site, IReadOnlyList<OriginalFile> originals)
    {
        var text = new StringBuilder(
            "| original | size | lookup | source | decode | encode | floor: read | floor: decode |\n"
                + "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |\n");
        using var driver = new LoadDriver(1);
        foreach (var original in originals.Where(one => one.Name is Originals.Photo or Originals.Progressive or Originals.TwelveMegapixels))
        {
            var read = await MedianAsync(() => driver.GetAsync(site.Open(original.Names.First()), CancellationToken.None));
            foreach (var width in Jobs.Job.Widths)
            {
                var timings = new List<Dictionary<string, double>>();
                for (var i = 0; i < Repeats; i++)
                {
                    // Another copy each time: who asks while one is being stored gets what was made, and it is not stored again.
                    var variant = origin.Variant(original.Names.ElementAt(i % original.Copies), width);
                    timings.Add(Parse((await driver.GetAsync(variant, CancellationToken.None)).ServerTiming));
                    await site.DropVariantsAsync(origin.Kind, 1);
                }

                var floor = await MedianAsync(() => Task.Run(() => DecodeBare(original.Content, width)));
                var cells = Names.Select(stage => Spread.Of([.. timings.Select(one => one.GetValueOrDefault(stage))])!.Value.Median);
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"| {original.Name} | {width} | {string.Join(" | ", cells.Append(read).Append(floor).Select(Tables.Number))} |\n");
            }
        }

        return text.ToString();
    }

    private static Dictionary<string, double> Parse(string? serverTiming) =>
        (serverTiming ?? "").Split(", ", StringSplitOptions.RemoveEmptyEntries)
        .Select(part => part.Split(";dur="))
        .ToDictionary(part => part[0], part => double.Parse(part[1], CultureInfo.InvariantCulture));

    // The decoder alone, as small as it can make the whole file for that size.
    private static void DecodeBare(byte[] file, int width)
    {
        using var work = new Work(CancellationToken.None);
        var buffer = work.Own(NativeBuffer.CopyOf(file));
        var kind = SourceSignature.Detect(file);
        var info = VipsHeader.Read(kind, buffer);
        work.Own(work.Own(Loader.Open(info, buffer, (double)Math.Min(info.Width, info.Height) / width, allFrames: false)).CopyMemory());
    }

    private static async Task<double> MedianAsync(Func<Task> work)
    {
        var times = new List<double>();
        for (var i = 0; i < Repeats; i++)
        {
            var start = System.Diagnostics.Stopwatch.GetTimestamp();
            await work();
            times.Add(System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        return Spread.Of(times)!.Value.Median;
    }
}
