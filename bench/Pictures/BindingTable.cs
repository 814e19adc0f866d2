using System.Globalization;
using System.IO.Hashing;
using ImageFunctions.Imaging;
using ImageFunctions.Imaging.Resampling;
using ImageFunctions.Imaging.Vips;
using ImageFunctions.Imaging.Vips.Native;

namespace Bench.Pictures;

/// <summary>
/// NetVips, with what its public interface offers, beside the binding of our own: both call the same libvips, in one process and in turns.
/// CPU and managed memory of what a conversion asks of a binding.
/// </summary>
internal static class BindingTable
{
    private const int Rounds = 9;
    private const int Calls = 500;
    private const int RowsBelowLargeObjects = 84_000; // bytes: a larger array goes to the large object heap

    private delegate void Job(RowReader reader);

    /// <summary>Prints the table as Markdown.</summary>
    /// <returns>The exit code: 1 where the two do not give the same pixels.</returns>
    public static int Print()
    {
        using var photo = NativeBuffer.CopyOf(SyntheticPhoto.Jpeg(3000, 2000));
        using var screenshot = NativeBuffer.CopyOf(SyntheticPhoto.Screenshot(3840, 2160));
        Console.WriteLine("| | ours: CPU ms | NetVips: CPU ms | ratio | ours: KB allocated | NetVips: KB allocated |");
        Console.WriteLine("| --- | ---: | ---: | ---: | ---: | ---: |");
        var alike = Compare("eight operations, nothing computed", Calls, _ => EightOfOurs(), _ => EightOfNetVips());
        foreach (var (name, kind, file) in new[]
        {
            ("JPEG of 6 megapixels", SourceKind.Jpeg, photo), ("PNG screenshot of 8 megapixels", SourceKind.Png, screenshot),
        })
        {
            alike &= Compare(
                $"{name}: its header", 20, _ => Loader.OpenHeader(kind, file).Dispose(), _ => OpenByNetVips(kind, file).Dispose());
            alike &= Compare($"{name}: its rows, {Resampler.Strip} at a time", 1, ByOurs(kind, file), ByNetVips(kind, file, int.MaxValue));
            alike &= Compare($"{name}: fewer at a time for NetVips", 1, ByOurs(kind, file), ByNetVips(kind, file, RowsBelowLargeObjects));
        }

        return alike ? 0 : 1;
    }

    private static bool Compare(string name, int times, Job ours, Job theirs)
    {
        var (pixels, theirPixels) = (new XxHash64(), new XxHash64());
        ours(rows => Append(pixels, rows));
        theirs(rows => Append(theirPixels, rows));
        if (pixels.GetCurrentHashAsUInt64() != theirPixels.GetCurrentHashAsUInt64())
        {
            Console.Error.WriteLine($"{name}: the pixels differ");
            return false;
        }

        var rounds = Enumerable.Range(0, Rounds).Select(_ => (Ours: Measure(ours, times), Theirs: Measure(theirs, times))).ToArray();
        var ratios = rounds.Select(round => round.Theirs.Cpu / round.Ours.Cpu).Order().ToArray();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {name} | {Median(rounds.Select(round => round.Ours.Cpu)):0.###} | {Median(rounds.Select(round => round.Theirs.Cpu)):0.###} "
            + $"| {Median(ratios):0.00} ({ratios[0]:0.00}–{ratios[^1]:0.00}) | {rounds[^1].Ours.Allocated / 1024:0.#} "
            + $"| {rounds[^1].Theirs.Allocated / 1024:0.#} |"));
        return true;
    }

    private static void Append(XxHash64 hash, PixelRows rows)
    {
        for (var i = 0; i < rows.Count; i++)
        {
            hash.Append(rows[i]);
        }
    }

    private static (double Cpu, double Allocated) Measure(Job job, int times)
    {
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        var cpu = Tally.CpuOf(() =>
        {
            for (var i = 0; i < times; i++)
            {
                job(_ => { });
            }
        });
        return (cpu / times, (double)(GC.GetTotalAllocatedBytes(precise: true) - allocated) / times);
    }

    private static double Median(IEnumerable<double> values) => values.Order().ElementAt(Rounds / 2);

    private static Job ByOurs(SourceKind kind, NativeBuffer file) => reader =>
    {
        using var work = new Work(CancellationToken.None);
        var info = VipsHeader.Read(kind, file);
        var image = work.Own(Loader.Open(info, file, shrink: 1, allFrames: false));
        image.Read(new Box(0, 0, image.Width, image.Height), Resampler.Strip, reader);
    };

    private static Job ByNetVips(SourceKind kind, NativeBuffer file, int mostBytes) => reader =>
    {
        using var header = OpenByNetVips(kind, file);
        using var image = OpenByNetVips(kind, file, NetVips.Enums.Access.Sequential);
        using var region = NetVips.Region.New(image);
        var (width, height) = (image.Width, image.Height);
        var atOnce = Math.Min(Resampler.Strip, mostBytes / (width * image.Bands));
        for (var y = 0; y < height; y += atOnce)
        {
            var (length, count) = (width * image.Bands, Math.Min(atOnce, height - y));
            reader(new PixelRows(region.Fetch(0, y, width, count), length, count, length));
        }
    };

    // No way in NetVips takes native memory without a copy.
    private static NetVips.Image OpenByNetVips(SourceKind kind, NativeBuffer file, NetVips.Enums.Access? access = null)
    {
        using var source = NetVips.Source.NewFromMemory((ReadOnlySpan<byte>)file.GetSpan());
        var options = new NetVips.VOption { { "fail_on", NetVips.Enums.FailOn.Error } };
        options.AddIfPresent("access", access);
        return (NetVips.Image)NetVips.Operation.Call(kind == SourceKind.Jpeg ? "jpegload_source" : "pngload_source", options, source);
    }

    private static void EightOfOurs()
    {
        using var work = new Work(CancellationToken.None);
        var image = work.Own(new VipsOperation("black").Set("width", 64).Set("height", 64).Set("bands", 3).Run());
        image = work.Own(image.ToColourSpace(VipsInterpretation.Srgb));
        image = work.Own(image.Extract(1, 1, 60, 60));
        image = work.Own(image.AddAlpha());
        image = work.Own(image.Premultiply());
        image = work.Own(image.Unpremultiply());
        image = work.Own(image.Cast(VipsBandFormat.UChar));
        work.Own(image.Flatten([1, 2, 3]));
    }

    private static void EightOfNetVips()
    {
        using var black = NetVips.Image.Black(64, 64, 3);
        using var colour = black.Colourspace(NetVips.Enums.Interpretation.Srgb);
        using var part = colour.ExtractArea(1, 1, 60, 60);
        using var alpha = part.AddAlpha();
        using var weighted = alpha.Premultiply();
        using var straight = weighted.Unpremultiply();
        using var bytes = straight.Cast(NetVips.Enums.BandFormat.Uchar);
        using var flat = bytes.Flatten([1, 2, 3]);
    }
}
