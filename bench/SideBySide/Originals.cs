using ImageFunctions.Imaging.Vips;
using ImageFunctions.Imaging.Vips.Native;
using ImageFunctions.Pictures;

namespace SideBySide;

/// <summary>A picture, uploaded under as many names as a job needs: nobody has a variant of the next one.</summary>
internal sealed record OriginalFile(string Name, byte[] Content, int Copies)
{
    /// <summary>Such as <c>photo-0.jpg</c>.</summary>
    public IEnumerable<string> Names => Enumerable.Range(0, Copies).Select(i => $"{Name}-{i}.jpg");
}

/// <summary>The pictures that are measured with: real photographs where they lie beside the checkout, else drawn ones of the same size.</summary>
internal static class Originals
{
    public const string Photo = "photo";
    public const string Progressive = "progressive";
    public const string SmallProgressive = "small-progressive";
    public const string TwelveMegapixels = "twelve";
    public const string Baseline24 = "baseline24";
    public const string Progressive24 = "progressive24";

    /// <summary>Takes or draws them.</summary>
    public static IReadOnlyList<OriginalFile> Make(int copies)
    {
        VipsLibrary.EnsureLoaded();
        var (large, small) = (Draw(6000, 4000), Draw(4000, 3000));
        var photo = Real("2725x2225.jpg") ?? Save(Draw(2725, 2225), progressive: false);
        return
        [
            new(Photo, photo, copies),
            new(Progressive, Save(photo, progressive: true), copies),
            new(SmallProgressive, Real("progressive-3.jpeg") ?? Save(Draw(1200, 900), progressive: true), copies),
            new(TwelveMegapixels, Save(small, progressive: false), copies),
            new(Baseline24, Save(large, progressive: false), 1),
            new(Progressive24, Save(large, progressive: true), 1),
        ];
    }

    private static byte[]? Real(string name)
    {
        for (var folder = new DirectoryInfo(Repository.Root); folder is not null; folder = folder.Parent)
        {
            var file = Path.Combine(folder.FullName, "shared", "images", "photo", name);
            if (File.Exists(file))
            {
                return File.ReadAllBytes(file);
            }
        }

        return null;
    }

    // Noise at several scales, as in a photograph: large soft forms, and grain.
    private static byte[] Draw(int width, int height)
    {
        using var work = new Work(CancellationToken.None);
        var bands = Enumerable.Range(1, 3).Select(band => Band(work, width, height, band)).ToArray();
        using var join = new VipsOperation("bandjoin");
        using var copy = new VipsOperation("copy");
        var picture = work.Own(copy.Set("in", work.Own(join.Set("in", bands).Run())).Set("interpretation", VipsInterpretation.Srgb).Run());
        using var save = new VipsOperation("jpegsave_buffer");
        return save.Set("in", picture).Set("Q", 95).RunToBytes();
    }

    private static VipsImage Band(Work work, int width, int height, int seed)
    {
        VipsImage? sum = null;
        foreach (var (cell, sigma) in new[] { (256, 45.0), (32, 18.0), (4, 5.0) })
        {
            using var noise = new VipsOperation("gaussnoise");
            var coarse = work.Own(noise.Set("width", (width / cell) + 2).Set("height", (height / cell) + 2)
                .Set("mean", sum is null ? 128.0 : 0.0).Set("sigma", sigma).Set("seed", (seed * 100) + cell).Run());
            var fine = work.Own(coarse.Resize(cell, cell));
            var layer = work.Own(fine.Extract(0, 0, width, height));
            using var add = new VipsOperation("add");
            sum = sum is null ? layer : work.Own(add.Set("left", sum).Set("right", layer).Run());
        }

        return work.Own(sum!.Cast(VipsBandFormat.UChar));
    }

    private static byte[] Save(byte[] drawn, bool progressive)
    {
        using var work = new Work(CancellationToken.None);
        var image = PixelBuffer.Open(drawn, work);
        using var save = new VipsOperation("jpegsave_buffer");
        return save.Set("in", image).Set("Q", 85).Set("interlace", progressive).RunToBytes();
    }
}
