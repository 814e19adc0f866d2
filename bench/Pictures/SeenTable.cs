using System.Globalization;
using ImageFunctions.Imaging;
using ImageFunctions.Requests;
using ImageFunctions.Settings;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bench.Pictures;

/// <summary>
/// How variants look beside the original scaled exactly in linear light: SSIMULACRA 2 of WebP as served and of the pixels before encoding,
/// bytes, and CPU time, with linear light and with sRGB's numbers.
/// </summary>
internal static class SeenTable
{
    private const int Rounds = 5;

    private static readonly (string Name, ImageOptions Options)[] Ways =
        [("sRGB's numbers (`Images__LinearLight=false`)", new ImageOptions { LinearLight = false }), ("linear light", new ImageOptions())];

    /// <summary>Prints the table as Markdown.</summary>
    public static int Print(string folder)
    {
        var rows = Ways.Select(_ => new Row()).ToArray();
        foreach (var picture in SeenPicture.In(folder))
        {
            for (var way = 0; way < Ways.Length; way++)
            {
                Measure(picture, Ways[way].Options, rows[way]);
            }
        }

        Console.WriteLine(
            "| | mean | worst | before encoding: mean | worst | bytes | CPU |\n| --- | ---: | ---: | ---: | ---: | ---: | ---: |");
        for (var way = 0; way < Ways.Length; way++)
        {
            Console.WriteLine(rows[way].Tell(Ways[way].Name, rows[0]));
        }

        return 0;
    }

    private static void Measure(SeenPicture picture, ImageOptions options, Row row)
    {
        using var source = NativeBuffer.CopyOf(picture.Content);
        var engine = new ImageEngine(options, NullLogger<ImageEngine>.Instance);
        var times = new List<double>();
        var webp = Make(engine, source, picture.For(ImageFormat.WebP));
        var png = Make(engine, source, picture.For(ImageFormat.Png));
        for (var round = 0; round < Rounds; round++)
        {
            times.Add(Tally.CpuOf(() => Make(engine, source, picture.For(ImageFormat.WebP))));
        }

        var (seen, before) = (picture.Score(webp), picture.Score(png));
        row.Add(seen, before, webp.Length, times.Order().ElementAt(Rounds / 2));
        Console.Error.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{picture.Name}, {(options.LinearLight ? "linear light" : "sRGB")}: "
                + $"{seen:0.0}, before encoding {before:0.0}, {webp.Length} bytes"));
    }

    private static byte[] Make(ImageEngine engine, NativeBuffer source, Target target) =>
        engine.Make(source, target, CancellationToken.None).Try(out var made, out var refusal)
            ? made.Bytes
            : throw new InvalidDataException(refusal.Title);

    private sealed class Row
    {
        private readonly List<(double Seen, double Before, int Bytes, double Cpu)> all = [];

        private double Cpu => all.Sum(one => one.Cpu);

        public void Add(double seen, double before, int bytes, double cpu) => all.Add((seen, before, bytes, cpu));

        public string Tell(string name, Row first) => string.Create(
            CultureInfo.InvariantCulture,
            $"| {name} | {all.Average(one => one.Seen):0.0} | {all.Min(one => one.Seen):0.0} | "
                + $"{all.Average(one => one.Before):0.0} | {all.Min(one => one.Before):0.0} | "
                + $"{all.Average(one => one.Bytes):0} | {Cpu / first.Cpu:0.00} |");
    }
}
