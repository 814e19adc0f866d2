using System.Text;
using ImageFunctions.Imaging;
using ImageFunctions.Imaging.Vips;
using ImageFunctions.Imaging.Vips.Native;

namespace LocalFrontDoor.Samples;

/// <summary>Makes files of drawings, with the libvips that the origin uses.</summary>
internal static class Painter
{
    /// <summary>A JPEG with a little grain, as from a camera.</summary>
    public static byte[] Jpeg(SvgCanvas drawing, bool progressive = false)
    {
        using var picture = Grainy(drawing);
        using var save = new VipsOperation("jpegsave_buffer");
        return save.Set("in", picture).Set("Q", 90).Set("interlace", progressive).RunToBytes();
    }

    /// <summary>A WebP with a little grain.</summary>
    public static byte[] WebP(SvgCanvas drawing)
    {
        using var picture = Grainy(drawing);
        using var save = new VipsOperation("webpsave_buffer");
        return save.Set("in", picture).Set("Q", 90).RunToBytes();
    }

    /// <summary>A PNG that keeps what is transparent.</summary>
    public static byte[] Png(SvgCanvas drawing)
    {
        using var picture = Render(drawing);
        using var save = new VipsOperation("pngsave_buffer");
        return save.Set("in", picture).RunToBytes();
    }

    /// <summary>An endless animation.</summary>
    /// <param name="frames">All of one size.</param>
    /// <param name="delay">From each to the next, in milliseconds.</param>
    public static byte[] Gif(IReadOnlyList<SvgCanvas> frames, int delay)
    {
        var rendered = frames.Select(Render).ToList();
        try
        {
            using var stacked = VipsOperations.Tile(rendered, across: 1);
            using var animation = stacked.Copy();
            animation.Set("page-height", frames[0].Height);
            animation.Set("delay", [.. Enumerable.Repeat(delay, frames.Count)]);
            animation.Set("loop", 0);
            using var save = new VipsOperation("gifsave_buffer");
            return save.Set("in", animation).RunToBytes();
        }
        finally
        {
            rendered.ForEach(static frame => frame.Dispose());
        }
    }

    private static VipsImage Grainy(SvgCanvas drawing)
    {
        using var rendered = Render(drawing);
        using var opaque = rendered.Flatten([255, 255, 255]);
        using var makeNoise = new VipsOperation("gaussnoise");
        using var noise = makeNoise.Set("width", drawing.Width)
            .Set("height", drawing.Height).Set("mean", 0).Set("sigma", 3.5).Set("seed", 1).Run();
        using var addNoise = new VipsOperation("add");
        using var sum = addNoise.Set("left", opaque).Set("right", noise).Run();
        return sum.Cast(VipsBandFormat.UChar);
    }

    private static VipsImage Render(SvgCanvas drawing)
    {
        VipsLibrary.EnsureLoaded();
        // Blocked for strangers' files; these drawings are our own.
        LibVips.SetBlocked("VipsForeignLoadSvg", blocked: false);
        var text = Encoding.UTF8.GetBytes(drawing.ToString());
        using var source = new NativeBuffer(text.Length);
        text.CopyTo(source.GetSpan());
        using var load = new VipsOperation("svgload_buffer");
        using var lazy = load.Set("buffer", source).Run();
        return lazy.CopyMemory();
    }
}
