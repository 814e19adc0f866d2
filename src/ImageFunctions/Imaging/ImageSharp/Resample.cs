using ImageFunctions.Requests;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;
using SixLabors.ImageSharp.Processing;

namespace ImageFunctions.Imaging.ImageSharp;

/// <summary>The step that scales, and with it crops to the box or pads to it: only pixels that are shown are computed.</summary>
internal static class Resample
{
    /// <summary>Gives the canvas of the geometry, not yet turned upright; transparent where the picture does not reach.</summary>
    public static Image<Rgba32> Apply(Image<Rgba32> pixels, SourceInfo source, Geometry geometry, FocalPoint focal, bool linearLight)
    {
        var orientation = source.Orientation;
        var (width, height) = Turned(geometry.Width, geometry.Height, orientation);
        var (scaledWidth, scaledHeight) = Turned(geometry.ScaledWidth, geometry.ScaledHeight, orientation);
        var seen = orientation.ToStored(geometry.CropAround(focal), geometry.ScaledWidth, geometry.ScaledHeight);
        var left = scaledWidth < width ? (width - scaledWidth) / 2 : -seen.Left;
        var top = scaledHeight < height ? (height - scaledHeight) / 2 : -seen.Top;
        return pixels.Clone(step => step.Resize(new ResizeOptions
        {
            Mode = ResizeMode.Manual,
            Size = new Size(width, height),
            TargetRectangle = new Rectangle(left, top, scaledWidth, scaledHeight),
            // as libvips: sharp, and for enlarging without ringing
            Sampler = scaledWidth < pixels.Width ? KnownResamplers.Lanczos3 : KnownResamplers.CatmullRom,
            PremultiplyAlpha = source.Kind != SourceKind.Jpeg, // which has no alpha
            Compand = linearLight,
            PadColor = Color.Transparent,
        }));
    }

    private static (int Width, int Height) Turned(int width, int height, Orientation orientation) =>
        orientation.Swaps ? (height, width) : (width, height);
}
