using System.Globalization;
using Bench.Torture;
using ImageFunctions.Imaging;
using ImageFunctions.Imaging.Vips;
using ImageFunctions.Requests;

namespace Bench.Pictures;

/// <summary>What comes of files that people really have, beside sharp.</summary>
internal static class RealFiles
{
    private const int LargestFile = 64 << 20;

    private static readonly int[] Sizes = [200, 400, 800];
    private static readonly string[] Palette = ["palette"];

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static readonly (ImageFormat Format, string Name)[] Formats =
    [
        (ImageFormat.Jpeg, "jpeg"), (ImageFormat.Png, "png"), (ImageFormat.WebP, "webp"), (ImageFormat.Avif, "avif"),
        (ImageFormat.Gif, "gif"),
    ];

    /// <summary>Every file of a folder in every format at 400×400: status, bytes and CPU, and sharp's.</summary>
    /// <param name="folder">One file of each kind.</param>
    /// <param name="output">Where the pictures are written, to be looked at.</param>
    public static async Task<int> PrintKindsAsync(string folder, string output)
    {
        var files = Files(folder);
        Directory.CreateDirectory(output);
        var peers = await Peers.ConvertAsync(output, "400x400", Formats.Select(format => format.Name), files);
        Console.WriteLine("| file | bytes | " + string.Join(" | ", Formats.Select(format => format.Name)) + " |");
        Console.WriteLine("| --- | ---: | " + string.Join(" | ", Formats.Select(_ => "---")) + " |");
        for (var i = 0; i < files.Length; i++)
        {
            var content = await File.ReadAllBytesAsync(files[i]);
            var cells = new List<string>();
            foreach (var (format, name) in Formats)
            {
                var before = Environment.CpuUsage.TotalTime;
                var made = Conversion.Run(content, format, Patience, "400x400");
                var cpu = (Environment.CpuUsage.TotalTime - before).TotalMilliseconds;
                if (made.Made is { } bytes)
                {
                    await File.WriteAllBytesAsync(Path.Combine(output, $"{i}.ours.{name}"), bytes);
                }

                var ours = made.Made is null ? $"{made.Status}" : $"{made.Made.Length:N0}, {cpu:0} ms";
                var theirs = peers.TryGetValue((i, name), out var peer) ? $"{peer.Bytes:N0}, {peer.Milliseconds:0} ms" : "refused";
                cells.Add($"{ours} / {theirs}");
            }

            Console.WriteLine($"| {Path.GetFileName(files[i])} | {content.Length:N0} | {string.Join(" | ", cells)} |");
        }

        return 0;
    }

    /// <summary>
    /// Own-format variants of all files of a folder, not enlarged: bytes beside the original's, and of palettes beside sharp's.
    /// </summary>
    public static async Task<int> PrintBytesAsync(string folder)
    {
        var files = Files(folder);
        var (made, larger) = (0, 0);
        var palettes = new List<(string File, byte[] Ours, PixelBuffer Exact)>();
        foreach (var file in files)
        {
            var content = await File.ReadAllBytesAsync(file);
            if (FormatOf(content) is not { } format || WidthOf(content) is not { } width)
            {
                continue;
            }

            foreach (var size in Sizes.Where(size => size <= width))
            {
                var result = Conversion.Run(content, format, Patience, $"{size}x");
                if (result.Made is not { } variant)
                {
                    continue;
                }

                made++;
                if (variant.Length > content.Length)
                {
                    larger++;
                    Console.WriteLine($"{format} {size} wide: {variant.Length:N0} of {content.Length:N0}, {Path.GetFileName(file)}");
                }

                if (format == ImageFormat.Png && size == 400 && HasPalette(content))
                {
                    palettes.Add((file, variant, PixelBuffer.Decode(content)));
                }
            }
        }

        Console.WriteLine($"{files.Length} files, {made} variants in their own format, {larger} larger than their original");
        return palettes.Count == 0 ? 0 : await PrintPalettesAsync(palettes);
    }

    private static async Task<int> PrintPalettesAsync(List<(string File, byte[] Ours, PixelBuffer Original)> palettes)
    {
        using var folder = new TemporaryFolder();
        var peers = await Peers.ConvertAsync(folder.Path, "400", Palette, [.. palettes.Select(palette => palette.File)]);
        var (ours, theirs, ourLook, theirLook, count) = (0L, 0L, 0.0, 0.0, 0);
        for (var i = 0; i < palettes.Count; i++)
        {
            if (!peers.TryGetValue((i, "palette"), out var peer))
            {
                continue;
            }

            var (mine, other) = (PixelBuffer.Decode(palettes[i].Ours), PixelBuffer.Decode(await File.ReadAllBytesAsync(peer.File)));
            var exact = ExactScaling.Scale(palettes[i].Original, mine.Width, mine.Height).ToLuma();
            var (look, otherLook) = (Ssim.Of(mine.ToLuma(), exact), (other.Width, other.Height) == (mine.Width, mine.Height)
                ? Ssim.Of(other.ToLuma(), exact) : double.NaN);
            Console.WriteLine(
                $"palette {palettes[i].Ours.Length:N0} / {peer.Bytes:N0} = {(double)palettes[i].Ours.Length / peer.Bytes:0.00}, "
                + $"SSIM {look:0.000} / {otherLook:0.000}, {Path.GetFileName(palettes[i].File)}");
            if (!double.IsNaN(otherLook))
            {
                (ours, theirs, ourLook, theirLook, count) =
                    (ours + palettes[i].Ours.Length, theirs + peer.Bytes, ourLook + look, theirLook + otherLook, count + 1);
            }
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{count} with a palette at 400 wide: {ours:N0} bytes, sharp's {theirs:N0}, {(double)ours / theirs:0.000} of it; "
            + $"SSIM {ourLook / count:0.0000}, sharp's {theirLook / count:0.0000}"));
        return 0;
    }

    private static string[] Files(string folder) =>
        [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(IsRead).Order(StringComparer.Ordinal)];

    private static bool IsRead(string file) => new FileInfo(file).Length is > 0 and <= LargestFile
        && SourceSignature.Detect(File.ReadAllBytes(file)) != SourceKind.Unknown;

    private static ImageFormat? FormatOf(byte[] content) => SourceSignature.Detect(content) switch
    {
        SourceKind.Jpeg => ImageFormat.Jpeg,
        SourceKind.Png => ImageFormat.Png,
        SourceKind.WebP => ImageFormat.WebP,
        SourceKind.Gif => ImageFormat.Gif,
        SourceKind.Heif => ImageFormat.Avif,
        _ => null,
    };

    private static int? WidthOf(byte[] content)
    {
        using var work = new Work(CancellationToken.None);
        try
        {
            var kind = SourceSignature.Detect(content);
            return VipsHeader.Read(kind, work.Own(Loader.OpenHeader(kind, work.Own(NativeBuffer.CopyOf(content))))).UprightWidth;
        }
        catch (ImageFunctions.Imaging.Vips.Native.VipsException)
        {
            return null;
        }
    }

    // PNG, section 11.2.1.
    private static bool HasPalette(byte[] png) => png.Length > 25 && png[25] == 3;

    private sealed class TemporaryFolder : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("pictures").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }

    private sealed record Peer(string File, int Bytes, double Milliseconds);

    private static class Peers
    {
        // Some at a time: a command line has an end.
        private const int AtOnce = 50;

        public static async Task<Dictionary<(int Index, string Format), Peer>> ConvertAsync(
            string folder, string size, IEnumerable<string> formats, string[] files)
        {
            var peers = Path.Combine(Repository.Root, "bench", "peers");
            if (!Directory.Exists(Path.Combine(peers, "node_modules")))
            {
                await Repository.RunAsync("npm", ["ci", "--no-audit", "--no-fund"], peers);
            }

            var made = new Dictionary<(int, string), Peer>();
            foreach (var (chunk, part) in files.Select(Path.GetFullPath).Chunk(AtOnce).Index())
            {
                var target = Directory.CreateDirectory(Path.Combine(folder, $"sharp{chunk}")).FullName;
                var lines = await Repository.RunAsync("node", ["convert.mjs", target, size, string.Join(',', formats), .. part], peers);
                foreach (var words in lines.Split('\n').Select(line => line.Split(' ')).Where(words => words is [_, _, not "0", ..]))
                {
                    var file = Path.Combine(target, $"{words[0]}.{words[1]}");
                    made[((chunk * AtOnce) + Number(words[0]), words[1])] = new Peer(file, Number(words[2]), Number(words[3]));
                }
            }

            return made;
        }

        private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
    }
}
