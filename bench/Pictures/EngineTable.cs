using System.Diagnostics;
using System.Globalization;
using ImageFunctions.Imaging;
using ImageFunctions.Imaging.Vips;
using ImageFunctions.Requests;
using ImageFunctions.Settings;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bench.Pictures;

/// <summary>
/// The engines side by side over a folder of photos: CPU time, bytes, likeness, and peak memory. A build with -p:ImageEngine=ImageSharp has
/// both in one process, and measures them in turns; a default build measures libvips alone.
/// </summary>
internal static class EngineTable
{
    private const int Rounds = 5;
    private const int RoundsForMemory = 10;
    private static readonly string[] Dimensions = ["200x200", "400x400", "800x"];
    private static readonly ImageFormat[] Formats = [ImageFormat.WebP, ImageFormat.Jpeg, ImageFormat.Png];
    private static readonly ImageOptions Options = new() { MaxConcurrency = 1 };

    private static readonly IImageEngine[] Engines = ImageEngine.Abilities.Engine == VipsEngine.Abilities.Engine
        ? [new VipsEngine(Options, NullLogger<VipsEngine>.Instance)]
        : [new VipsEngine(Options, NullLogger<VipsEngine>.Instance), new ImageEngine(Options, NullLogger<ImageEngine>.Instance)];

    /// <summary>Prints the tables as Markdown.</summary>
    public static int Print(string folder)
    {
        var files = Directory.EnumerateFiles(folder, "*.jp*g").Order(StringComparer.Ordinal).ToArray();
        Console.WriteLine(
            $"{files.Length} photos at {string.Join(", ", Dimensions)}; "
                + $"{string.Join(" and ", Engines.Select(engine => engine.Identity))}, .NET {Environment.Version}.");
        Console.WriteLine();
        Console.WriteLine("| variants | engine | CPU, ms each | bytes each | SSIM |");
        Console.WriteLine("| --- | --- | ---: | ---: | ---: |");
        foreach (var format in Formats)
        {
            PrintFormat(format, files);
        }

        Console.WriteLine();
        Console.WriteLine("| photo | engine | peak of the process, MB |");
        Console.WriteLine("| --- | --- | ---: |");
        foreach (var file in files)
        {
            PrintPeaks(file);
        }

        return 0;
    }

    /// <summary>Makes variants of one photo with one engine, and prints the process' peak memory in MB.</summary>
    public static int PrintPeak(string identity, string file)
    {
        var engine = Engines.Single(one => one.Identity == identity);
        using var source = NativeBuffer.CopyOf(File.ReadAllBytes(file));
        for (var i = 0; i < RoundsForMemory; i++)
        {
            Make(engine, source, "400x400", ImageFormat.WebP);
        }

        using var process = Process.GetCurrentProcess();
        Console.WriteLine(process.PeakWorkingSet64 >> 20);
        return 0;
    }

    private static void PrintFormat(ImageFormat format, string[] files)
    {
        var compared = 0;
        var (time, bytes, ssim) = (new double[Engines.Length], new long[Engines.Length], new double[Engines.Length]);
        foreach (var file in files)
        {
            using var source = NativeBuffer.CopyOf(File.ReadAllBytes(file));
            var whole = Upright(source);
            foreach (var dimension in Dimensions)
            {
                compared += IsSmaller(whole, dimension) ? 1 : 0;
                var rounds = Engines.Select(_ => new double[Rounds]).ToArray();
                for (var round = -1; round < Rounds; round++)
                {
                    for (var i = 0; i < Engines.Length; i++)
                    {
                        var start = Environment.CpuUsage.TotalTime;
                        var made = Make(Engines[i], source, dimension, format);
                        if (round >= 0)
                        {
                            rounds[i][round] = (Environment.CpuUsage.TotalTime - start).TotalMilliseconds;
                            continue;
                        }

                        bytes[i] += made.Length; // the round that warms up
                        ssim[i] += IsSmaller(whole, dimension) ? Likeness(whole, PixelBuffer.Decode(made)) : 0;
                    }
                }

                for (var i = 0; i < Engines.Length; i++)
                {
                    time[i] += rounds[i].Order().ElementAt(Rounds / 2);
                }
            }
        }

        var count = files.Length * Dimensions.Length;
        for (var i = 0; i < Engines.Length; i++)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {format} | {Engines[i].Identity} | {time[i] / count:0.0} | {bytes[i] / count} | {ssim[i] / compared:0.0000} |"));
        }
    }

    // What is enlarged has no true picture to be compared with.
    private static bool IsSmaller(PixelBuffer whole, string dimension) =>
        int.Parse(dimension.Split('x')[0], CultureInfo.InvariantCulture) is var side && side < whole.Width && side < whole.Height;

    private static double Likeness(PixelBuffer whole, PixelBuffer made) =>
        Ssim.Of(AreaMean.Cover(whole, made.Width, made.Height).ToLuma(), made.ToLuma());

    private static void PrintPeaks(string file)
    {
        foreach (var identity in Engines.Select(engine => engine.Identity))
        {
            var said = Repository.RunAsync(
                Environment.ProcessPath!, ["pictures", "engine-peak", identity, file], Environment.CurrentDirectory).Result;
            Console.WriteLine($"| {Path.GetFileName(file)} | {identity} | {said.Trim()} |");
        }
    }

    // At its own size, turned and in sRGB, without loss.
    private static PixelBuffer Upright(NativeBuffer source)
    {
        using var work = new Work(CancellationToken.None);
        var width = VipsHeader.Read(SourceKind.Jpeg, source).UprightWidth;
        return PixelBuffer.Decode(Make(Engines[0], source, $"{width}x", ImageFormat.Png));
    }

    private static byte[] Make(IImageEngine engine, NativeBuffer source, string text, ImageFormat format)
    {
        _ = Dimension.TryParse(text, out var dimension);
        return engine.Make(source, new Target(dimension, format), CancellationToken.None).Try(out var made, out var refusal)
            ? made.Bytes
            : throw new InvalidDataException(refusal.Title);
    }
}
