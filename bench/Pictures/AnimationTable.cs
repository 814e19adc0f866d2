using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Bench.SideBySide.Contenders;
using ImageFunctions.Imaging;
using ImageFunctions.Imaging.Resampling;
using ImageFunctions.Imaging.Vips;
using ImageFunctions.Imaging.Vips.Native;
using ImageFunctions.Requests;
using ImageFunctions.Settings;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bench.Pictures;

/// <summary>
/// Animations beside the article's function with <c>animated: true</c>, which is sharp with its defaults: CPU, bytes, and how frames look.
/// Ours are compared with the original's frames scaled exactly, sharp's with its own before encoding, which spares it what its scaling
/// costs. Both make the same number of pixels: what is smaller than the box is enlarged.
/// </summary>
internal sealed class AnimationTable : IDisposable
{
    private const int FramesLookedAt = 3;

    private static readonly ImageOptions Options = new()
    {
        EnlargeAnimations = true,
        MaxSourcePixels = 500_000_000, // so that the time limit is looked at, too
        MaxSourceFrames = 1000,
    };

    private readonly Dictionary<string, Row> rows = [];
    private readonly IImageEngine engine = new ImageEngine(Options, NullLogger<ImageEngine>.Instance);
    private readonly string theirs = Path.GetTempFileName();
    private readonly Process sharp;
    private readonly Dimension box;

    private AnimationTable(Dimension box)
    {
        this.box = box;
        var start = new ProcessStartInfo("node", [Peers.Script("animations.mjs")])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        sharp = Process.Start(start) ?? throw new InvalidOperationException("node did not start.");
    }

    /// <summary>Prints the table as Markdown.</summary>
    public static async Task<int> PrintAsync(string folder, string size)
    {
        await Peers.InstallAsync();
        if (!Dimension.TryParse(size, out var box))
        {
            Console.Error.WriteLine($"'{size}' is no dimension such as 200x200.");
            return 2;
        }

        using var table = new AnimationTable(box);
        var files = Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal)
            .Select(name => (Name: name, Content: File.ReadAllBytes(name)))
            .Where(file => FrameCount.Of(SourceSignature.Detect(file.Content), file.Content, int.MaxValue) > 1).ToArray();
        foreach (var (name, content) in files.OrderBy(file => file.Content.Length).Take(files.Length / 4))
        {
            table.Compare(name, content, new Row(), looked: false); // both warm up
        }

        foreach (var (name, content) in files)
        {
            table.Compare(name, content, null, looked: true);
        }

        table.Print();
        return 0;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        sharp.StandardInput.Close();
        sharp.WaitForExit();
        sharp.Dispose();
        File.Delete(theirs);
    }

    private void Compare(string name, byte[] content, Row? thrownAway, bool looked)
    {
        foreach (var format in new[] { ImageFormat.Gif, ImageFormat.WebP })
        {
            var title = $"{SourceSignature.Detect(content)} → {format}";
            var row = thrownAway ?? (rows.TryGetValue(title, out var known) ? known : rows[title] = new Row());
            if (Make(content, format) is not var (made, cpu, wall) || Ask(name, format) is not { } theirCpu)
            {
                Console.Error.WriteLine($"{title}, {Path.GetFileName(name)}: not made");
                continue;
            }

            var other = File.ReadAllBytes(theirs);
            var timing = Timing.Of(content);
            var (kept, keptByThem) = (timing.Equals(Timing.Of(made)), timing.Equals(Timing.Of(other)));
            row.Add(new Pair(cpu, theirCpu, made.Length, other.Length, wall, kept, keptByThem));
            var seen = looked && Ask(name, ImageFormat.WebP, lossless: true) is not null
                ? Look(content, made, other, File.ReadAllBytes(theirs))
                : [];
            row.Seen.AddRange(seen);
            Console.Error.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{title}, {Path.GetFileName(name)}: CPU {cpu:0.00} / {theirCpu:0.00}, bytes {made.Length} / {other.Length}, "
                + $"SSIMULACRA 2 {Mean(seen.Select(one => one.Ours)):0.0} / {Mean(seen.Select(one => one.Theirs)):0.0}"));
        }
    }

    private (byte[] Bytes, double Cpu, TimeSpan Wall)? Make(byte[] content, ImageFormat format)
    {
        using var source = NativeBuffer.CopyOf(content);
        var (start, cpu) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
        return engine.Make(source, new Target(box, format), CancellationToken.None).Try(out var made, out _)
            ? (made.Bytes, (Environment.CpuUsage.TotalTime - cpu).TotalSeconds, Stopwatch.GetElapsedTime(start))
            : null;
    }

    private double? Ask(string name, ImageFormat format, bool lossless = false)
    {
        var file = Path.GetFullPath(name);
        var wanted = format.ToString().ToLowerInvariant();
        var asked = new { file, width = box.Width, height = box.Height, format = wanted, lossless, to = theirs };
        sharp.StandardInput.WriteLine(JsonSerializer.Serialize(asked));
        sharp.StandardInput.Flush();
        var line = sharp.StandardOutput.ReadLine() ?? throw new InvalidOperationException("node has ended.");
        var answer = JsonDocument.Parse(line).RootElement;
        return answer.TryGetProperty("cpu", out var cpu) ? cpu.GetDouble() : null;
    }

    // Some frames beside the original's. What is enlarged has no true picture; libwebp joins equal frames, so that counts may differ.
    private static List<(double Ours, double Theirs)> Look(byte[] content, byte[] made, byte[] other, byte[] otherBefore)
    {
        var (width, height) = SizeOf(made);
        var (sourceWidth, sourceHeight) = SizeOf(content);
        if (width > sourceWidth || height > sourceHeight)
        {
            return [];
        }

        var geometry = Geometry.For(sourceWidth, sourceHeight, Dimension.TryParse($"{width}x{height}", out var exact) ? exact : default);
        var crop = geometry.CropAround(FocalPoint.Middle);
        var timing = Timing.Of(content);
        int[] chosen = [.. Enumerable.Range(0, FramesLookedAt).Select(i => i * (timing.Frames - 1) / (FramesLookedAt - 1)).Distinct()];
        var (ours, theirs) = (Frames(made, timing.In(Timing.Of(made), chosen)), Frames(other, timing.In(Timing.Of(other), chosen)));
        var theirsBefore = Frames(otherBefore, timing.In(Timing.Of(otherBefore), chosen));
        return [.. Frames(content, chosen).Select((frame, i) =>
        {
            var exactly = ExactScaling.Scale(frame, geometry.ScaledWidth, geometry.ScaledHeight);
            var reference = OnGrey(exactly.Cut(crop.Left, crop.Top, crop.Width, crop.Height));
            return (Ssimulacra2.Of(reference, OnGrey(ours[i])), Ssimulacra2.Of(OnGrey(theirsBefore[i]), OnGrey(theirs[i])));
        })];
    }

    private static List<PixelBuffer> Frames(byte[] file, int[] chosen) => Open(file, image =>
    {
        var found = new List<PixelBuffer>();
        var (index, height) = (0, image.Height / image.Pages);
        image.Read(new ImageFunctions.Imaging.Box(0, 0, image.Width, image.Height), height, rows =>
        {
            var pixels = new byte[image.Width * image.Bands * height];
            for (var y = 0; y < height; y++)
            {
                rows[y].CopyTo(pixels.AsSpan(y * rows[y].Length));
            }

            for (var same = chosen.Count(one => one == index); same > 0; same--)
            {
                found.Add(new PixelBuffer(image.Width, height, image.Bands, pixels));
            }

            index++;
        });
        return found;
    });

    private static PixelBuffer OnGrey(PixelBuffer picture)
    {
        if (picture.Bands == 3)
        {
            return picture;
        }

        var flat = new byte[picture.Width * picture.Height * 3];
        Compositing.Flatten(picture.Samples, [128, 128, 128], flat);
        return new PixelBuffer(picture.Width, picture.Height, 3, flat);
    }

    private static (int Width, int Height) SizeOf(byte[] file) => Open(file, image => (image.Width, image.Height / image.Pages));

    private static T Open<T>(byte[] file, Func<VipsImage, T> look)
    {
        using var work = new Work(CancellationToken.None);
        var buffer = work.Own(NativeBuffer.CopyOf(file));
        var kind = SourceSignature.Detect(file);
        var info = VipsHeader.Read(kind, buffer);
        return look(work.Own(Loader.Open(info, buffer, shrink: 1, allFrames: info.Frames > 1)));
    }

    private static double Mean(IEnumerable<double> values) => values.DefaultIfEmpty(double.NaN).Average();

    private void Print()
    {
        Console.WriteLine(
            "| | files | CPU | bytes | SSIMULACRA 2: mean | worst | sharp's: mean | worst | too late | timing kept | by sharp |");
        Console.WriteLine("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        foreach (var (title, row) in rows.OrderBy(row => row.Key, StringComparer.Ordinal))
        {
            Console.WriteLine(row.Tell(title));
        }
    }

    /// <summary>When which frame is shown. libwebp joins equal frames that follow each other: only the whole is compared there.</summary>
    private sealed record Timing(int Frames, int[] Delays, int Loop, bool IsGif)
    {
        private int Total => Delays.Sum();

        public static Timing Of(byte[] file) => Open(file, image =>
        {
            var delays = image.GetInts("delay");
            var isGif = SourceSignature.Detect(file) == SourceKind.Gif;
            return new Timing(image.Pages, delays, image.GetInt("loop", 0), isGif);
        });

        /// <summary>Which frames of another file are shown at the time of these.</summary>
        public int[] In(Timing other, int[] frames) => other.Frames == Frames ? frames : [.. frames.Select(frame =>
        {
            var (time, at) = (Delays.Take(frame).Sum(), 0);
            for (var next = other.Delays[0]; at + 1 < other.Frames && next <= time; next += other.Delays[at])
            {
                at++;
            }

            return at;
        })];

        public bool Equals(Timing? other) => other is not null && Loop == other.Loop
            && (IsGif && other.IsGif
                ? Delays.SequenceEqual(other.Delays)
                : Math.Abs(Total - other.Total) <= 5 * Math.Max(Frames, other.Frames)); // GIF counts hundredths of a second

        public override int GetHashCode() => Loop;
    }

    private sealed record Pair(double Cpu, double Theirs, long Bytes, long TheirBytes, TimeSpan Wall, bool Kept, bool KeptByThem);

    private sealed class Row
    {
        private readonly List<Pair> all = [];

        public List<(double Ours, double Theirs)> Seen { get; } = [];

        public void Add(Pair pair) => all.Add(pair);

        public string Tell(string title) => string.Create(
            CultureInfo.InvariantCulture,
            $"| {title} | {all.Count} | {all.Sum(one => one.Cpu) / all.Sum(one => one.Theirs):0.00} "
            + $"| {(double)all.Sum(one => one.Bytes) / all.Sum(one => one.TheirBytes):0.00} "
            + $"| {Mean(Seen.Select(one => one.Ours)):0.0} | {Worst(one => one.Ours):0.0} "
            + $"| {Mean(Seen.Select(one => one.Theirs)):0.0} | {Worst(one => one.Theirs):0.0} "
            + $"| {all.Count(one => one.Wall > Options.Timeout)} | {all.Count(one => one.Kept)} | {all.Count(one => one.KeptByThem)} |");

        private double Worst(Func<(double Ours, double Theirs), double> which) => Seen.Select(which).DefaultIfEmpty(double.NaN).Min();
    }
}
