using ImageFunctions.Imaging.Vips.Native;
using ImageFunctions.Requests;

namespace ImageFunctions.Imaging.Vips;

/// <summary>The step that lays a contained picture in the middle of its box: transparent around it, or the background's colour.</summary>
internal static class PadToBox
{
    /// <summary>Pads where the picture is smaller than the box.</summary>
    public static VipsImage Apply(VipsImage image, PipelineContext context)
    {
        var geometry = context.Geometry;
        if (image.Width == geometry.Width && image.Height == geometry.Height)
        {
            return image;
        }

        var padded = context.Format.HasAlpha && !image.HasAlpha ? context.Work.Own(image.AddAlpha()) : image;
        var colour = padded.HasAlpha
            ? new double[padded.Bands] // all zero: transparent
            : context.Background.ToBands(padded.Bands);
        return context.Work.Own(padded.Embed(
            (geometry.Width - image.Width) / 2, (geometry.Height - image.Height) / 2, geometry.Width, geometry.Height, colour));
    }
}
