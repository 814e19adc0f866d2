using ImageFunctions.Imaging.Vips.Native;
using ImageFunctions.Requests;
using ImageFunctions.Settings;

namespace ImageFunctions.Imaging.Vips;

/// <summary>The step that cuts a scaled frame, not yet turned upright, to its box.</summary>
internal static class CropToBox
{
    // A picture a pixel wide, scaled to cover, is millions of pixels long. What looks for the interesting part has them all in memory,
    // so it is shown this many boxes at most.
    private const int SearchedBoxes = 8;

    /// <summary>What of the upright scaled picture is needed: the box around the original's own focal point or the middle,
    /// or where to search.</summary>
    public static Box LookedAt(PipelineContext context)
    {
        var geometry = context.Geometry;
        var searched = IsSearched(context)
            ? geometry with
            {
                Width = Math.Min(geometry.ScaledWidth, geometry.Width * SearchedBoxes),
                Height = Math.Min(geometry.ScaledHeight, geometry.Height * SearchedBoxes),
            }
            : geometry;
        return searched.CropAround(context.Focal ?? FocalPoint.Middle);
    }

    /// <summary>Cuts to what the setting calls interesting, where that is yet to be found.</summary>
    public static VipsImage Apply(VipsImage image, PipelineContext context)
    {
        var box = context.Geometry.CropAround(FocalPoint.Middle);
        var (width, height) = context.Source.Orientation.Swaps ? (box.Height, box.Width) : (box.Width, box.Height);
        if (!IsSearched(context) || (image.Width == width && image.Height == height))
        {
            return image;
        }

        var interesting = context.Options.Crop == CropMode.Attention ? VipsInteresting.Attention : VipsInteresting.Entropy;
        return context.Work.Own(context.Work.Own(image.CopyMemory()).SmartCrop(width, height, interesting));
    }

    // Frames of an animation must all be cut alike.
    private static bool IsSearched(PipelineContext context) =>
        context.Focal is null && context.Options.Crop != CropMode.Centre && context.Source.Frames == 1;
}
