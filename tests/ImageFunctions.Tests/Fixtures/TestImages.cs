using ImageFunctions.Imaging;
using ImageFunctions.Imaging.Vips;
using ImageFunctions.Imaging.Vips.Native;

namespace ImageFunctions.Tests.Fixtures;

/// <summary>What a picture's own header says.</summary>
internal sealed record PictureInfo(SourceKind Kind, int Width, int Height, int Frames);

/// <summary>Pictures made on the spot by the libvips that is under test: no binary files in the repository.</summary>
internal static class TestImages
{
    private const int CellSize = 16;

    public static byte[] Jpeg(int width, int height, int seed = 1) => Save("jpegsave_buffer", width, height, bands: 3, seed);

    public static byte[] Png(int width, int height, int seed = 1) => Save("pngsave_buffer", width, height, bands: 3, seed);

    /// <summary>With an alpha channel that varies.</summary>
    public static byte[] PngWithAlpha(int width, int height, int seed = 1) => Save("pngsave_buffer", width, height, bands: 4, seed);

    public static byte[] WebP(int width, int height, int seed = 1) => Save("webpsave_buffer", width, height, bands: 3, seed);

    public static byte[] Tiff(int width, int height, int seed = 1) => Save("tiffsave_buffer", width, height, bands: 3, seed);

    /// <summary>Corrupt inside, in its Huffman tables, and not merely cut off.</summary>
    public static byte[] CorruptJpeg(int width, int height, int seed = 1) => Damaged(Jpeg(width, height, seed), [0xFF, 0xC4]);

    /// <summary>A file with eight bytes overwritten behind the first place where some others stand.</summary>
    public static byte[] Damaged(byte[] file, ReadOnlySpan<byte> before)
    {
        file.AsSpan(file.AsSpan().IndexOf(before) + before.Length, 8).Fill(0xFF);
        return file;
    }

    /// <summary>An animation of frames that differ.</summary>
    public static byte[] Gif(int width, int height, int frames)
    {
        using var work = new Work(CancellationToken.None);
        var pictures = Enumerable.Range(1, frames).Select(seed => Picture(work, width, height, bands: 3, seed)).ToArray();
        var animation = work.Own(work.Own(VipsOperations.Tile(pictures, across: 1)).Copy());
        animation.Set("page-height", height);
        using var operation = new VipsOperation("gifsave_buffer");
        return operation.Set("in", animation).RunToBytes();
    }

    /// <summary>Reads a picture's header; throws where there is none that the service would read.</summary>
    public static PictureInfo Read(byte[] bytes)
    {
        VipsLibrary.EnsureLoaded();
        using var work = new Work(CancellationToken.None);
        var kind = SourceSignature.Detect(bytes);
        var info = VipsHeader.Read(kind, work.Own(NativeBuffer.CopyOf(bytes)));
        return new PictureInfo(kind, info.Width, info.Height, info.Frames);
    }

    private static byte[] Save(string operation, int width, int height, int bands, int seed)
    {
        using var work = new Work(CancellationToken.None);
        var picture = Picture(work, width, height, bands, seed);
        using var save = new VipsOperation(operation);
        return save.Set("in", picture).RunToBytes();
    }

    // Soft blotches of colour, as in a photograph: coarse noise, enlarged. The same seed gives the same picture.
    private static VipsImage Picture(Work work, int width, int height, int bands, int seed)
    {
        VipsLibrary.EnsureLoaded();
        var layers = Enumerable.Range(0, bands).Select(band => Noise(work, width, height, (seed * 10) + band)).ToArray();
        using var join = new VipsOperation("bandjoin");
        var coarse = work.Own(join.Set("in", layers).Run());
        var fine = work.Own(coarse.Resize((double)width / coarse.Width, (double)height / coarse.Height));
        using var copy = new VipsOperation("copy");
        return work.Own(copy.Set("in", work.Own(fine.Cast(VipsBandFormat.UChar))).Set("interpretation", VipsInterpretation.Srgb).Run());
    }

    private static VipsImage Noise(Work work, int width, int height, int seed)
    {
        using var noise = new VipsOperation("gaussnoise");
        return work.Own(noise.Set("width", (width / CellSize) + 1).Set("height", (height / CellSize) + 1)
            .Set("mean", 128.0).Set("sigma", 50.0).Set("seed", seed).Run());
    }
}
