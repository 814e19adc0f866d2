using Bench.SideBySide.Contenders;
using Bench.SideBySide.Report;
using Bench.Torture;
using ImageFunctions.Imaging.Vips;
using ImageFunctions.Requests;

namespace Bench.Pictures;

/// <summary>One file of each kind in every format at 400×400, beside sharp: status where it is not 200, bytes, CPU.</summary>
internal sealed class KindTable
{
    private const string Size = "400x400";
    private const int Rounds = 3;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static readonly (ImageFormat Format, string Name)[] Formats =
    [
        (ImageFormat.Jpeg, "jpeg"), (ImageFormat.Png, "png"), (ImageFormat.WebP, "webp"), (ImageFormat.Avif, "avif"),
        (ImageFormat.Gif, "gif"),
    ];

    private static readonly string[] Names = [.. Formats.Select(format => format.Name)];

    private readonly Dictionary<(int Index, string Format), Cell> ours = [];
    private readonly Dictionary<(int Index, string Format), Cell> sharps = [];
    private readonly string[] files;
    private readonly string output;

    private KindTable(string[] files, string output) => (this.files, this.output) = (files, output);

    /// <summary>Prints it.</summary>
    /// <param name="folder">One file of each kind, named by it.</param>
    /// <param name="output">Where the pictures are written, to be looked at.</param>
    public static async Task<int> PrintAsync(string folder, string output)
    {
        Directory.CreateDirectory(output);
        string[] files =
        [
            .. Directory.EnumerateFiles(folder).Where(file => IsDrawing(file) || RealFiles.IsRead(file)).Order(StringComparer.Ordinal),
        ];
        var table = new KindTable(files, output);
        var drawings = await StoredDrawings.AskAsync([.. files.Where(IsDrawing)], Size, Names);
        await table.ConvertAsync(isCounted: false); // what runs for the first time is compiled first; sharp's process warms up itself
        for (var round = 0; round < Rounds; round++)
        {
            await table.ConvertBySharpAsync();
            await table.ConvertAsync(isCounted: true);
        }

        Console.WriteLine($"libvips {VipsLibrary.EnsureLoaded()}; {await Peers.VersionsAsync()}");
        Console.WriteLine($"Medians of {Rounds} rounds; load of the machine at the end: {Machine.Load()}.\n");
        table.Print(drawings);
        table.PrintRefusals();
        return 0;
    }

    private static bool IsDrawing(string file) => ImageFormats.IsSvgExtension(Path.GetExtension(file).TrimStart('.'));

    private async Task ConvertBySharpAsync()
    {
        foreach (var (key, picture) in await SharpPeer.ConvertAsync(output, Size, Names, files))
        {
            Add(sharps, key, new Cell(200, "", picture.Bytes, []), picture.Milliseconds);
        }
    }

    private async Task ConvertAsync(bool isCounted)
    {
        foreach (var (index, file) in files.Index().Where(one => !IsDrawing(one.Item)))
        {
            var content = await File.ReadAllBytesAsync(file);
            foreach (var (format, name) in Formats)
            {
                var before = Environment.CpuUsage.TotalTime;
                var made = Conversion.Run(content, format, Patience, Size);
                var cpu = (Environment.CpuUsage.TotalTime - before).TotalMilliseconds;
                if (isCounted)
                {
                    Add(ours, (index, name), new Cell(made.Status, made.Text, made.Made?.Length ?? 0, []), cpu);
                    await File.WriteAllBytesAsync(Path.Combine(output, $"{index}.ours.{name}"), made.Made ?? []);
                }
            }
        }
    }

    private void Print(Dictionary<(string File, string Format), string> drawings)
    {
        Console.WriteLine($"| file | bytes | {string.Join(" | ", Names)} |");
        Console.WriteLine($"| --- | ---: | {string.Join(" | ", Names.Select(_ => "---"))} |");
        foreach (var (index, file) in files.Index())
        {
            var cells = Names.Select(name =>
            {
                var mine = drawings.TryGetValue((file, name), out var drawing) ? drawing : ours[(index, name)].ToString();
                return $"{mine} / {(sharps.TryGetValue((index, name), out var other) ? other : "refused")}";
            });
            Console.WriteLine(
                $"| {Path.GetFileNameWithoutExtension(file)} | {new FileInfo(file).Length:N0} | {string.Join(" | ", cells)} |");
        }
    }

    private void PrintRefusals()
    {
        foreach (var (index, status, text) in ours.Where(one => one.Value.Status != 200)
            .Select(one => (one.Key.Index, one.Value.Status, one.Value.Text)).Distinct())
        {
            Console.WriteLine($"\n{Path.GetFileName(files[index])}: {status} {text}");
        }
    }

    private static void Add(
        Dictionary<(int Index, string Format), Cell> cells, (int Index, string Format) key, Cell cell, double milliseconds)
    {
        if (!cells.TryAdd(key, cell))
        {
            cell = cells[key];
        }

        cell.Cpu.Add(milliseconds);
    }

    private sealed record Cell(int Status, string Text, int Bytes, List<double> Cpu)
    {
        public override string ToString() => Status == 200 ? $"{Bytes:N0}, {Spread.Of([.. Cpu])!.Value.Median:0} ms" : $"{Status}";
    }
}
