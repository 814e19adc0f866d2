using ImageFunctions.Imaging.Vips;
using ImageFunctions.Imaging.Vips.Native;

namespace Bench.Pictures;

/// <summary>Pictures that are drawn, the same every time, so that a measurement needs no file.</summary>
internal static class SyntheticPhoto
{
    private const int GifFrames = 24;

    /// <summary>A JPEG as a camera or an editor writes it: 4:2:0.</summary>
    public static byte[] Jpeg(int width, int height, int quality = 85, bool progressive = false)
    {
        using var work = new Work(CancellationToken.None);
        using var save = new VipsOperation("jpegsave_buffer");
        return save.Set("in", Draw(work, width, height)).Set("Q", quality).Set("interlace", progressive).RunToBytes();
    }

    /// <summary>A GIF whose frames are seen through a window that wanders over a large picture.</summary>
    public static byte[] Gif(int width, int height)
    {
        using var work = new Work(CancellationToken.None);
        var large = work.Own(Draw(work, 2 * width, 2 * height).CopyMemory());
        var frames = Enumerable.Range(0, GifFrames)
            .Select(i => work.Own(large.Extract(i * width / GifFrames, i * height / GifFrames, width, height))).ToArray();
        using var join = new VipsOperation("arrayjoin");
        var tall = work.Own(join.Set("in", frames).Set("across", 1).Run());
        using var own = tall.Copy();
        own.Set("page-height", height);
        using var save = new VipsOperation("gifsave_buffer");
        return save.Set("in", own).RunToBytes();
    }

    /// <summary>A PNG as a screen gives it: flat panels, and lines of small sharp characters.</summary>
    public static byte[] Screenshot(int width, int height)
    {
        var pixels = new byte[width * height * 3];
        Array.Fill(pixels, (byte)0xFA);
        var random = new Random(1);
        for (var top = 40; top < height - 40; top += 26)
        {
            var (left, right) = (60, width - 60 - random.Next(width / 3));
            for (var x = left; x < right; x += random.Next(6) == 0 ? 28 : 14)
            {
                Character(pixels, width, x, top, random.Next(), (byte)(top % 260 < 26 ? 0xA0 : 0x20));
            }
        }

        Panel(pixels, width, 0, 0, width, 32, 0x2B);
        Panel(pixels, width, 0, 32, 40, height - 32, 0xE4);
        return new PixelBuffer(width, height, 3, pixels).ToPng();
    }

    /// <summary>The same picture in another format, scaled where that is asked for.</summary>
    public static byte[] Convert(byte[] file, string saver, double scale = 1, Func<VipsOperation, VipsOperation>? settings = null)
    {
        using var work = new Work(CancellationToken.None);
        var image = PixelBuffer.Open(file, work);
        var scaled = scale == 1 ? image : work.Own(image.Resize(scale, scale));
        using var save = new VipsOperation(saver);
        save.Set("in", scaled);
        return (settings?.Invoke(save) ?? save).RunToBytes();
    }

    // Noise at several scales, as in a photograph: large soft forms, and grain.
    private static VipsImage Draw(Work work, int width, int height)
    {
        VipsLibrary.EnsureLoaded();
        var bands = Enumerable.Range(1, 3).Select(band => Band(work, width, height, band)).ToArray();
        using var join = new VipsOperation("bandjoin");
        return work.Own(work.Own(join.Set("in", bands).Run()).As(VipsInterpretation.Srgb));
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

    // Five by seven dots of two pixels each, by chance.
    private static void Character(byte[] pixels, int width, int left, int top, int dots, byte ink)
    {
        for (var i = 0; i < 35; i++)
        {
            if (((dots >> (i % 29)) & 1) == 1)
            {
                Panel(pixels, width, left + (i % 5 * 2), top + (i / 5 * 2), 2, 2, ink);
            }
        }
    }

    private static void Panel(byte[] pixels, int stride, int left, int top, int width, int height, byte ink)
    {
        for (var y = top; y < top + height; y++)
        {
            pixels.AsSpan(((y * stride) + left) * 3, width * 3).Fill(ink);
        }
    }
}
