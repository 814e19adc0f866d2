using ImageFunctions.Requests;
using ImageFunctions.Settings;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;
using SixLabors.ImageSharp.Processing;

namespace ImageFunctions.Imaging.ImageSharp;

/// <summary>From decoded pixels to those of a variant, all frames alike.</summary>
internal static class Pipeline
{
    // How each EXIF orientation is undone (CIPA DC-008, tag 0x0112): turned clockwise first, then mirrored.
    private static readonly (RotateMode Turn, FlipMode Mirror)[] Upright =
    [
        default, default,
        (RotateMode.None, FlipMode.Horizontal),
        (RotateMode.Rotate180, FlipMode.None),
        (RotateMode.None, FlipMode.Vertical),
        (RotateMode.Rotate90, FlipMode.Horizontal),
        (RotateMode.Rotate90, FlipMode.None),
        (RotateMode.Rotate270, FlipMode.Horizontal),
        (RotateMode.Rotate270, FlipMode.None),
    ];

    /// <summary>Runs all steps on a copy; the pixels given stay as they are.</summary>
    /// <param name="pixels">As stored, perhaps shrunk by the decoder.</param>
    /// <param name="source">Where they are from.</param>
    /// <param name="target">What is to be made.</param>
    /// <param name="options">The settings.</param>
    /// <param name="codecs">Decode the watermark.</param>
    /// <param name="cancellation">Heeded between the steps.</param>
    public static Image<Rgba32> Run(
        Image<Rgba32> pixels, OpenedSource source, Target target, ImageOptions options, Codecs codecs, CancellationToken cancellation)
    {
        var geometry = source.Info.GeometryFor(target.Dimension);
        var finished = Plain(pixels, source, geometry, target.Focal ?? FocalPoint.Middle, options.LinearLight);
        try
        {
            cancellation.ThrowIfCancellationRequested();
            if (!target.Format.HasAlpha)
            {
                var (red, green, blue) = options.Background;
                finished.Mutate(step => step.BackgroundColor(Color.FromRgb(red, green, blue)));
            }

            if (target.Watermark is { } watermark && WatermarkPlace.Suits(finished.Width, finished.Height, options))
            {
                LayWatermark(finished, watermark, options, codecs, cancellation);
            }

            return finished;
        }
        catch
        {
            finished.Dispose();
            throw;
        }
    }

    // Small, upright and sRGB. What costs by the pixel comes after the picture has become small.
    private static Image<Rgba32> Plain(Image<Rgba32> pixels, OpenedSource source, Geometry geometry, FocalPoint focal, bool linearLight)
    {
        var finished = Resample.Apply(pixels, source.Info, geometry, focal, linearLight);
        if (source.Info.IsRgbOrGrey)
        {
            MatrixProfile.Read(source.Profiles.Icc)?.ToSrgb(finished);
        }
        else
        {
            CmykModel.ToSrgb(finished);
        }

        var orientation = source.Info.Orientation;
        if (!orientation.IsUpright)
        {
            var (turn, mirror) = Upright[orientation.Tag];
            finished.Mutate(step => step.RotateFlip(turn, mirror));
        }

        return finished;
    }

    private static void LayWatermark(
        Image<Rgba32> finished, Watermark watermark, ImageOptions options, Codecs codecs, CancellationToken cancellation)
    {
        using var file = NativeBuffer.CopyOf(watermark.Content);
        var source = codecs.Open(SourceSignature.Detect(watermark.Content), file, mostFrames: 1, cancellation);
        var place = WatermarkPlace.On(finished.Width, finished.Height, source.Info.UprightWidth, source.Info.UprightHeight, options);
        using var pixels = codecs.Decode(source, jpegShrink: 1, allFrames: false, cancellation);
        using var mark = Plain(
            pixels, source, new Geometry(place.Width, place.Height, place.Width, place.Height), FocalPoint.Middle, options.LinearLight);
        finished.Mutate(step => step.DrawImage(mark, new Point(place.Left, place.Top), options.WatermarkOpacityPercent / 100f));
    }
}

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
