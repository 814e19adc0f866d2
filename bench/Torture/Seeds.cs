using Bench.Torture.Hostile;
using ImageFunctions.Imaging.Vips;
using ImageFunctions.Imaging.Vips.Native;

namespace Bench.Torture;

/// <summary>Small sound pictures in every readable format, made here: the fuzzer needs no files to start from.</summary>
internal static class Seeds
{
    /// <summary>All of them, by a name that says what each is.</summary>
    public static IEnumerable<(string Name, byte[] Content)> All()
    {
        yield return ("baseline.jpg", Save("jpegsave_buffer", 96, 64));
        yield return ("progressive.jpg", Save("jpegsave_buffer", 96, 64, operation => operation.Set("interlace", true)));
        yield return ("plain.png", Save("pngsave_buffer", 96, 64));
        yield return ("interlaced.png", Save("pngsave_buffer", 40, 30, operation => operation.Set("interlace", true)));
        yield return ("palette.png", Save("pngsave_buffer", 40, 30, operation => operation.Set("palette", true)));
        yield return ("lossy.webp", Save("webpsave_buffer", 96, 64));
        yield return ("lossless.webp", Save("webpsave_buffer", 48, 32, operation => operation.Set("lossless", true)));
        yield return ("animated.webp", Save("webpsave_buffer", 32, 96, frames: 3));
        yield return ("still.gif", Save("gifsave_buffer", 48, 32));
        yield return ("animated.gif", Save("gifsave_buffer", 32, 96, frames: 3));
        yield return ("strips.tif", Save("tiffsave_buffer", 48, 32));
        yield return ("tiles.tif", Save(
            "tiffsave_buffer", 48, 32, operation => operation.Set("tile", true).Set("tile_width", 16).Set("tile_height", 16)));
        yield return ("deflate.tif", Save("tiffsave_buffer", 48, 32, operation => operation.Set("compression", 2)));
        yield return ("directories.tif", TiffBuilder.WithDirectories(3));
        yield return ("directories-big.tif", TiffBuilder.WithDirectories(3, bigEndian: true, big: true));
        yield return ("still.avif", Save("heifsave_buffer", 64, 48, operation => operation.Set("compression", 4).Set("effort", 0)));
    }

    /// <summary>A picture of noise, which no encoder makes small.</summary>
    public static unsafe byte[] Save(
        string saver, int width, int height, Func<VipsOperation, VipsOperation>? settings = null, int frames = 1)
    {
        VipsLibrary.EnsureLoaded();
        var pixels = new byte[width * height * 3];
        new Random(1).NextBytes(pixels);
        fixed (byte* first = pixels)
        {
            using var image = new VipsImage(LibVips.NewFromMemory(first, (nuint)pixels.Length, width, height, 3, VipsBandFormat.UChar));
            using var copy = image.Copy();
            if (frames > 1)
            {
                copy.Set("page-height", height / frames);
            }

            using var operation = new VipsOperation(saver);
            operation.Set("in", copy);
            return (settings?.Invoke(operation) ?? operation).RunToBytes();
        }
    }
}
