using System.Diagnostics;
using Bench.Torture.Hostile;
using ImageFunctions.Imaging;
using ImageFunctions.Requests;

namespace Bench.Torture;

/// <summary>Says what files cost.</summary>
internal static class Measure
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LongestHostile = TimeSpan.FromSeconds(15);
    private const long Unnoticed = 64 << 20; // what a header may cost, and how far off a peak can be read

    /// <summary>Converts files one by one, each in a process of its own, whose memory is set up as the deployed service's.</summary>
    public static async Task EachAsync(IEnumerable<string> files, string format)
    {
        foreach (var file in files)
        {
            var start = new ProcessStartInfo(Environment.ProcessPath!, ["torture", "one", file, format]);
            start.Environment[NativeHeap.ArenasSetting] = "1";
            using var child = Process.Start(start)!;
            await child.WaitForExitAsync();
            if (child.ExitCode != 0)
            {
                Console.WriteLine($"{Path.GetFileName(file)}: died with {child.ExitCode}");
            }
        }
    }

    /// <summary>Converts one file.</summary>
    /// <param name="file">Its path.</param>
    /// <param name="wanted">A format, and perhaps a size: <c>webp</c>, <c>webp:3800x</c>.</param>
    public static void One(string file, string wanted)
    {
        NativeHeap.Configure();
        string[] parts = wanted.Split(':');
        _ = ImageFormats.TryFromExtension(parts[0], out var format);
        var content = File.ReadAllBytes(file);
        var before = Environment.CpuUsage.TotalTime;
        var result = Conversion.Run(content, format, Patience, parts.Length > 1 ? parts[1] : Conversion.UsualSize);
        var cpu = Environment.CpuUsage.TotalTime - before;
        Console.WriteLine($"{result.ToLine(Path.GetFileName(file), content.Length)}  CPU {cpu.TotalMilliseconds,6:0} ms");
    }

    /// <summary>Converts every hostile file in this process.</summary>
    /// <returns>Whether each was answered within bounds.</returns>
    public static bool Hostile()
    {
        var good = true;
        foreach (var (name, make) in HostileFiles.All())
        {
            var content = make();
            foreach (var format in (ImageFormat[])[ImageFormat.WebP, ImageFormat.Jpeg])
            {
                var before = Environment.CpuUsage.TotalTime;
                var result = Conversion.Run(content, format, Patience);
                var worked = Environment.CpuUsage.TotalTime - before; // another's load is not this file's fault
                var within = result.Status is 200 or 415 or 422
                    && worked < LongestHostile
                    && result.Peak <= Math.Max(result.Estimate, Unnoticed);
                Console.WriteLine($"{(within ? "ok " : "BAD")} {result.ToLine(name, content.Length)}");
                good &= within;
            }
        }

        return good;
    }
}
