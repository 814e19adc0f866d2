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

    /// <summary>Cuts around the original's own focal point, else around the middle or what the setting calls interesting.</summary>
    public static VipsImage Apply(VipsImage image, PipelineContext context)
    {
        var (geometry, orientation) = (context.Geometry, context.Source.Orientation);
        var box = geometry.CropAround(context.Focal ?? FocalPoint.Middle);
        if (box.Width == geometry.ScaledWidth && box.Height == geometry.ScaledHeight)
        {
            return image;
        }

        // Frames of an animation must all be cut alike.
        if (context.Focal is not null || context.Options.Crop == CropMode.Centre || context.Source.Frames > 1)
        {
            return Cut(image, orientation.ToStored(box, geometry.ScaledWidth, geometry.ScaledHeight), context.Work);
        }

        var searched = geometry with
        {
            Width = Math.Min(geometry.ScaledWidth, geometry.Width * SearchedBoxes),
            Height = Math.Min(geometry.ScaledHeight, geometry.Height * SearchedBoxes),
        };
        var near = Cut(image, orientation.ToStored(searched.CropAround(FocalPoint.Middle), geometry.ScaledWidth, geometry.ScaledHeight), context.Work);
        var (width, height) = orientation.Swaps ? (box.Height, box.Width) : (box.Width, box.Height);
        var interesting = context.Options.Crop == CropMode.Attention ? VipsInteresting.Attention : VipsInteresting.Entropy;
        return context.Work.Own(context.Work.Own(near.CopyMemory()).SmartCrop(width, height, interesting));
    }

    private static VipsImage Cut(VipsImage image, Box box, Work work) => box.Width == image.Width && box.Height == image.Height
        ? image
        : work.Own(image.Extract(box.Left, box.Top, box.Width, box.Height));
}
