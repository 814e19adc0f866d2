using System.Globalization;
using ImageFunctions.Imaging;
using ImageFunctions.Imaging.Vips;
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
    private static readonly int[] Widths = [200, 400, 800];

    private static readonly (string Name, ImageOptions Options)[] Ways =
        [("sRGB's numbers (`Images__LinearLight=false`)", new ImageOptions { LinearLight = false }), ("linear light", new ImageOptions())];

    /// <summary>Prints the table as Markdown.</summary>
    public static int Print(string folder)
    {
        var rows = Ways.Select(_ => new Row()).ToArray();
        foreach (var file in Directory.EnumerateFiles(folder)
            .Where(name => Path.GetExtension(name) is ".jpg" or ".jpeg" or ".png").Order(StringComparer.Ordinal))
        {
            var content = File.ReadAllBytes(file);
            var full = InSrgb(content);
            foreach (var width in Widths.Where(width => width <= full.Width))
            {
                var height = Geometry.For(full.Width, full.Height, Open(width)).Height;
                var reference = ExactScaling.Scale(full, width, height);
                for (var way = 0; way < Ways.Length; way++)
                {
                    Measure(content, Path.GetFileName(file), width, reference, Ways[way].Options, rows[way]);
                }
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

    private static void Measure(byte[] content, string name, int width, PixelBuffer reference, ImageOptions options, Row row)
    {
        using var source = NativeBuffer.CopyOf(content);
        var engine = new ImageEngine(options, NullLogger<ImageEngine>.Instance);
        var times = new List<double>();
        var webp = Make(engine, source, width, ImageFormat.WebP);
        var png = Make(engine, source, width, ImageFormat.Png);
        for (var round = 0; round < Rounds; round++)
        {
            var start = Environment.CpuUsage.TotalTime;
            Make(engine, source, width, ImageFormat.WebP);
            times.Add((Environment.CpuUsage.TotalTime - start).TotalMilliseconds);
        }

        var (seen, before) = (Ssimulacra2.Of(reference, PixelBuffer.Decode(webp)), Ssimulacra2.Of(reference, PixelBuffer.Decode(png)));
        row.Add(seen, before, webp.Length, times.Order().ElementAt(Rounds / 2));
        Console.Error.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name} {width}, {(options.LinearLight ? "linear light" : "sRGB")}: "
                + $"{seen:0.0}, before encoding {before:0.0}, {webp.Length} bytes"));
    }

    private static byte[] Make(ImageEngine engine, NativeBuffer source, int width, ImageFormat format) =>
        engine.Make(source, new Target(Open(width), format), CancellationToken.None).Try(out var made, out var refusal)
            ? made.Bytes
            : throw new InvalidDataException(refusal.Title);

    // Whole, by its profile where it has one.
    private static PixelBuffer InSrgb(byte[] content)
    {
        using var work = new Work(CancellationToken.None);
        return PixelBuffer.Of(PixelBuffer.Open(content, work, byProfile: true), work);
    }

    private static Dimension Open(int width) =>
        Dimension.TryParse($"{width}x", out var dimension) ? dimension : throw new ArgumentOutOfRangeException(nameof(width));

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
