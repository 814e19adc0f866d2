using System.Globalization;
using ImageFunctions.Imaging;
using ImageFunctions.Imaging.Vips;
using ImageFunctions.Requests;
using ImageFunctions.Settings;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bench.Pictures;

/// <summary>
/// Encodes the same finished pixels at every point of interest, and prints what each costs: bytes and CPU time as ratios to the point
/// that the service uses, measured side by side, and SSIM (luma) to the pixels before encoding.
/// </summary>
internal static class EncodingTable
{
    private const int Rounds = 3;
    private static readonly string[] Dimensions = ["200x200", "400x400", "800x"];

    /// <summary>Prints the tables as Markdown.</summary>
    public static int Print(string folder)
    {
        var pictures = Directory.EnumerateFiles(folder)
            .Where(file => file.EndsWith("jpg", StringComparison.Ordinal) || file.EndsWith("jpeg", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal).SelectMany(Finish).ToArray();
        Console.WriteLine(
            $"{pictures.Length} pictures: every photo of the folder at {string.Join(", ", Dimensions)}. "
                + $"libvips {VipsLibrary.EnsureLoaded()}.");
        foreach (var points in EncodingPoint.All.GroupBy(point => point.Format))
        {
            PrintTable(points.Key, [.. points], pictures);
        }

        return 0;
    }

    private static void PrintTable(ImageFormat format, EncodingPoint[] points, byte[][] pictures)
    {
        var bytes = new long[points.Length];
        var ssim = new double[points.Length];
        var times = new double[points.Length][];
        for (var i = 0; i < points.Length; i++)
        {
            times[i] = new double[Rounds];
        }

        foreach (var picture in pictures)
        {
            Measure(points, picture, bytes, ssim, times);
        }

        var chosen = Math.Max(0, Array.FindIndex(points, point => point.IsChosen));
        var median = times.Select(rounds => rounds.Order().ElementAt(Rounds / 2)).ToArray();
        Console.WriteLine();
        Console.WriteLine($"| {format} | bytes | CPU | SSIM |");
        Console.WriteLine("| --- | ---: | ---: | ---: |");
        for (var i = 0; i < points.Length; i++)
        {
            var name = i == chosen && points[i].IsChosen ? $"**{points[i].Name}**" : points[i].Name;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {name} | {(double)bytes[i] / bytes[chosen]:0.000} | "
                    + $"{median[i] / median[chosen]:0.00} | {ssim[i] / pictures.Length:0.0000} |"));
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"\n1.000 is {bytes[chosen] / pictures.Length} bytes, 1.00 is {median[chosen] / pictures.Length:0.0} ms of CPU a picture."));
    }

    private static void Measure(EncodingPoint[] points, byte[] picture, long[] bytes, double[] ssim, double[][] times)
    {
        using var work = new Work(CancellationToken.None);
        var image = work.Own(PixelBuffer.Open(picture, work).CopyMemory());
        var before = PixelBuffer.Of(image, work).ToLuma();
        for (var round = 0; round < Rounds; round++)
        {
            for (var i = 0; i < points.Length; i++)
            {
                var start = Environment.CpuUsage.TotalTime;
                var encoded = points[i].Encode(image);
                times[i][round] += (Environment.CpuUsage.TotalTime - start).TotalMilliseconds;
                if (round == 0)
                {
                    bytes[i] += encoded.Length;
                    ssim[i] += Ssim.Of(before, PixelBuffer.Decode(encoded).ToLuma());
                }
            }
        }
    }

    // The service's own pixels, kept without loss.
    private static IEnumerable<byte[]> Finish(string file)
    {
        using var work = new Work(CancellationToken.None);
        var source = work.Own(NativeBuffer.CopyOf(File.ReadAllBytes(file)));
        var engine = new VipsEngine(new ImageOptions(), NullLogger<VipsEngine>.Instance);
        foreach (var text in Dimensions)
        {
            _ = Dimension.TryParse(text, out var dimension);
            if (engine.Make(source, new Target(dimension, ImageFormat.Png), CancellationToken.None).Try(out var made, out var refusal))
            {
                yield return made.Bytes;
            }
            else
            {
                throw new InvalidDataException($"{file}: {refusal.Title}");
            }
        }
    }
}
