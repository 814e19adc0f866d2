using ImageFunctions.Imaging.Vips.Native;

namespace ImageFunctions.Imaging.Vips;

/// <summary>The step that scales a frame, with its colours weighted by alpha meanwhile.</summary>
internal static class Resample
{
    /// <summary>Scales to the geometry's scaled size.</summary>
    public static VipsImage Apply(VipsImage image, PipelineContext context)
    {
        var (width, height) = context.Source.Orientation.Swaps
            ? (context.Geometry.ScaledHeight, context.Geometry.ScaledWidth)
            : (context.Geometry.ScaledWidth, context.Geometry.ScaledHeight);
        if (image.Width == width && image.Height == height)
        {
            return image;
        }

        return image.HasAlpha ? Weighted(image, width, height, context.Work) : Scale(image, width, height, context.Work);
    }

    // Back to the samples' own type in between: on whole numbers the resampler is several times faster, and what rounding costs is
    // invisible, since it only grows as alpha falls.
    private static VipsImage Weighted(VipsImage image, int width, int height, Work work)
    {
        var format = image.Format;
        var weighted = work.Own(work.Own(image.Premultiply()).Cast(format));
        var scaled = Scale(weighted, width, height, work);
        return work.Own(work.Own(scaled.Unpremultiply()).Cast(format));
    }

    private static VipsImage Scale(VipsImage image, int width, int height, Work work) =>
        work.Own(image.Resize((double)width / image.Width, (double)height / image.Height));
}
