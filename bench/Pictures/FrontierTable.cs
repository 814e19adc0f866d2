using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Bench.SideBySide.Contenders;
using ImageFunctions.Imaging.Vips;
using ImageFunctions.Imaging.Vips.Native;
using ImageFunctions.Settings;

namespace Bench.Pictures;

/// <summary>
/// What a look costs: SSIMULACRA 2 over bytes and over CPU time of WebP, for the service, for the same with sRGB's numbers as they once
/// were mixed, and for the article's function in Node, each over its qualities. Engines alone: no server, no storage.
/// </summary>
internal static class FrontierTable
{
    private const int Rounds = 3;
    private const int PeersQuality = 80; // the article's function, and what the service had
    private const double FormerMargin = 1.8;
    private static readonly int[] Qualities = [30, 40, 50, 60, 70, 75, 80, 85, 90, 95];
    private static readonly int[] Efforts = [2, 0, 4];

    /// <summary>Prints the table as Markdown, and draws it.</summary>
    public static int Print(string folder, string? chart)
    {
        Curve[] curves =
        [
            .. Efforts.Select(effort => new Curve($"ImageFunctions, effort {effort}{(effort == 2 ? " (as it is)" : "")}", effort)),
            new Curve("ImageFunctions as it was: sRGB's numbers, margin 1.8", 2) { IsFormer = true },
            new Curve("the article in Node", null),
        ];
        using var peer = new NodePeer();
        var pictures = 0;
        foreach (var picture in SeenPicture.In(folder))
        {
            Console.Error.WriteLine(picture.Name);
            if (pictures++ == 0)
            {
                // Warms all of them up.
                Measure(picture, [.. curves.Select(curve => new Curve(curve.Name, curve.Effort) { IsFormer = curve.IsFormer })], peer);
            }

            Measure(picture, curves, peer);
        }

        Console.WriteLine($"WebP of {pictures} pictures; libvips {VipsLibrary.EnsureLoaded()}, sharp {peer.Version}.\n");
        PrintCurves(curves);
        PrintAtOneLook(curves);
        if (chart is not null)
        {
            File.WriteAllText(chart, FrontierChart.Draw(curves));
        }

        return 0;
    }

    private static void Measure(SeenPicture picture, Curve[] curves, NodePeer peer)
    {
        var cpu = curves.Select(_ => Qualities.Select(_ => new List<double>()).ToArray()).ToArray();
        var made = curves.Select(_ => new byte[Qualities.Length][]).ToArray();
        for (var round = 0; round < Rounds; round++)
        {
            for (var i = 0; i < curves.Length; i++)
            {
                if (curves[i].Effort is { } effort)
                {
                    Own(picture, curves[i].IsFormer, effort, made[i], cpu[i]);
                    continue;
                }

                for (var q = 0; q < Qualities.Length; q++)
                {
                    (made[i][q], var time) = peer.Make(picture, Qualities[q]);
                    cpu[i][q].Add(time);
                }
            }
        }

        for (var i = 0; i < curves.Length; i++)
        {
            for (var q = 0; q < Qualities.Length; q++)
            {
                curves[i].Points[q].Add(picture.Score(made[i][q]), made[i][q].Length, cpu[i][q]);
            }
        }
    }

    private static void Own(SeenPicture picture, bool isFormer, int effort, byte[][] made, List<double>[] cpu)
    {
        using var work = new Work(CancellationToken.None);
        VipsImage? finished = null;
        var options = new ImageOptions { LinearLight = !isFormer };
        var before = Tally.CpuOf(() => finished = picture.Finish(work, options, isFormer ? FormerMargin : null));
        for (var q = 0; q < Qualities.Length; q++)
        {
            cpu[q].Add(before + Tally.CpuOf(() => made[q] = EncodingPoint.WebP(finished!, Qualities[q], effort)));
        }
    }

    private static void PrintCurves(Curve[] curves)
    {
        Console.WriteLine("| | quality | SSIMULACRA 2: mean | worst | bytes | CPU, ms |\n| --- | ---: | ---: | ---: | ---: | ---: |");
        foreach (var curve in curves)
        {
            for (var q = 0; q < Qualities.Length; q++)
            {
                var point = curve.Points[q];
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {curve.Name} | {Qualities[q]} | {point.Mean:0.0} | {point.Worst:0.0} | {point.Bytes:0} | {point.Cpu:0.0} |"));
            }
        }
    }

    // Qualities that give the mean of another at its 80, between those that were measured.
    private static void PrintAtOneLook(Curve[] curves)
    {
        Console.WriteLine("\n| at the same mean SSIMULACRA 2 as | score | quality | bytes | CPU |\n| --- | ---: | ---: | ---: | ---: |");
        foreach (var other in curves.Where(curve => curve.IsFormer || curve.Effort is null))
        {
            var point = other.Points[Array.IndexOf(Qualities, PeersQuality)];
            var (quality, bytes, cpu) = curves[0].At(point.Mean);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {other.Name}, {PeersQuality} | {point.Mean:0.0} | {quality:0} "
                    + $"| {bytes / point.Bytes:0.00} | {cpu / point.Cpu:0.00} |"));
        }
    }

    /// <summary>One way to make pictures, over the qualities.</summary>
    /// <param name="Name">Whose.</param>
    /// <param name="Effort">libwebp's; null for the peer, which chooses.</param>
    internal sealed record Curve(string Name, int? Effort)
    {
        /// <summary>Whether numbers are mixed, and the decoder shrinks further.</summary>
        public bool IsFormer { get; init; }

        /// <summary>One for each quality.</summary>
        public Tally[] Points { get; } = [.. Qualities.Select(_ => new Tally())];

        /// <summary>The qualities.</summary>
        public static IReadOnlyList<int> Ladder => Qualities;

        /// <summary>Quality, bytes and CPU at which the mean is so much.</summary>
        public (double Quality, double Bytes, double Cpu) At(double score)
        {
            var above = Math.Clamp(Array.FindIndex(Points, point => point.Mean >= score), 1, Points.Length - 1);
            var (low, high) = (Points[above - 1], Points[above]);
            var part = Math.Clamp((score - low.Mean) / (high.Mean - low.Mean), 0, 1);
            return (
                Qualities[above - 1] + (part * (Qualities[above] - Qualities[above - 1])),
                low.Bytes + (part * (high.Bytes - low.Bytes)),
                low.Cpu + (part * (high.Cpu - low.Cpu)));
        }
    }

    // The peer's program, for as long as the measurement takes: a line of JSON for each picture, a line back.
    private sealed class NodePeer : IDisposable
    {
        private readonly Process process;

        public NodePeer()
        {
            Peers.InstallAsync().GetAwaiter().GetResult();
            process = Process.Start(new ProcessStartInfo("node", Peers.Script("pictures.mjs"))
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            })!;
            Version = process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("The peer in Node did not start.");
        }

        public string Version { get; }

        public (byte[] Made, double Cpu) Make(SeenPicture picture, int quality)
        {
            var (width, height) = (picture.Reference.Width, picture.Reference.Height);
            var wanted = new JsonObject
            {
                ["file"] = Path.GetFullPath(picture.File),
                ["width"] = width,
                ["height"] = height,
                ["quality"] = quality,
            };
            process.StandardInput.WriteLine(wanted.ToJsonString());
            using var answer = JsonDocument.Parse(process.StandardOutput.ReadLine()!);
            return (answer.RootElement.GetProperty("content").GetBytesFromBase64(), answer.RootElement.GetProperty("cpu").GetDouble());
        }

        public void Dispose()
        {
            process.StandardInput.Close();
            process.WaitForExit();
            process.Dispose();
        }
    }
}
