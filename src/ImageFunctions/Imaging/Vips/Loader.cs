using ImageFunctions.Imaging.Vips.Native;

namespace ImageFunctions.Imaging.Vips;

/// <summary>Opens sources with the one loader that belongs to their kind.</summary>
internal static class Loader
{
    /// <summary>Reads the header alone; of a WebP as if it was small (<see cref="WebPCanvas"/>).</summary>
    /// <exception cref="VipsException">There is no header of that kind.</exception>
    public static VipsImage OpenHeader(SourceKind kind, NativeBuffer source)
    {
        using var operation = Start(kind, source);
        if (kind == SourceKind.WebP && WebPCanvas.SizeOf(source.GetSpan()) is { Width: > 0, Height: > 0 } canvas)
        {
            operation.Set("scale", 1.0 / Math.Min(canvas.Width, canvas.Height));
        }

        return operation.Run();
    }

    /// <summary>Whether there is nothing in the header to warn of.</summary>
    public static bool IsFlawless(SourceKind kind, NativeBuffer source)
    {
        try
        {
            using var operation = Start(kind, source, VipsFailOn.Warning);
            operation.Run().Dispose();
            return true;
        }
        catch (VipsException)
        {
            return false;
        }
    }

    /// <summary>Opens the pixels, to be read once from top to bottom, smaller where the decoder itself can shrink.</summary>
    /// <param name="info">What the header said.</param>
    /// <param name="source">The whole file.</param>
    /// <param name="shrink">How much smaller the picture will become: at least 1.</param>
    /// <param name="allFrames">Every frame, one below the other, instead of the first.</param>
    /// <exception cref="VipsException">The file cannot be read.</exception>
    public static VipsImage Open(SourceInfo info, NativeBuffer source, double shrink, bool allFrames)
    {
        // A tile that cannot be decoded is left blank, which libvips counts as a warning.
        var failOn = info.TileRowPixels > 0 ? VipsFailOn.Warning : VipsFailOn.Error;
        using var operation = Start(info.Kind, source, failOn).Set("access", VipsAccess.Sequential);
        if (info.Kind == SourceKind.Jpeg)
        {
            operation.Set("shrink", JpegShrink.For(shrink));
        }
        else if (info.Kind == SourceKind.WebP && !allFrames)
        {
            operation.Set("scale", Scale(info, shrink));
        }

        if (allFrames)
        {
            operation.Set("n", -1);
        }

        return operation.Run();
    }

    /// <summary>
    /// The least that a decoder which shrinks leaves to the resampler. WebP's averages numbers in boxes, and shows sooner than JPEG's
    /// (docs/encoding.md).
    /// </summary>
    public static double MinimumResidual(SourceKind kind) => kind == SourceKind.WebP ? 4 : JpegShrink.MinimumResidual;

    /// <summary>The scale at which the decoder itself gives the pixels: 1 is the full size.</summary>
    /// <param name="info">What the header said.</param>
    /// <param name="shrink">How much smaller the picture will become.</param>
    public static double Scale(SourceInfo info, double shrink) => info.Kind switch
    {
        SourceKind.Jpeg => 1.0 / JpegShrink.For(shrink),
        SourceKind.WebP => Math.Min(1, MinimumResidual(SourceKind.WebP) / shrink),
        _ => 1,
    };

    private static VipsOperation Start(SourceKind kind, NativeBuffer source, VipsFailOn failOn = VipsFailOn.Error)
    {
        var operation = new VipsOperation(kind switch
        {
            SourceKind.Jpeg => "jpegload_buffer",
            SourceKind.Png => "pngload_buffer",
            SourceKind.WebP => "webpload_buffer",
            SourceKind.Gif => "gifload_buffer",
            SourceKind.Tiff => "tiffload_buffer",
            SourceKind.Heif => "heifload_buffer",
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No loader is allowed for it."),
        });

        // Broken files are refused; what is merely odd (a bad EXIF tag, stray bytes between markers) is shown, as browsers do.
        return operation.Set("buffer", source).Set("fail_on", failOn);
    }
}
