using ImageFunctions.Imaging.Resampling;
using ImageFunctions.Imaging.Vips.Native;
using ImageFunctions.Requests;
using ImageFunctions.Settings;

namespace ImageFunctions.Imaging.Vips;

/// <summary>What the steps of one conversion know.</summary>
/// <param name="Source">The source's header.</param>
/// <param name="Geometry">The sizes, seen upright.</param>
/// <param name="Target">What is to be made.</param>
/// <param name="Options">The settings.</param>
/// <param name="Work">Owns what the steps make.</param>
internal sealed record PipelineContext(SourceInfo Source, Geometry Geometry, Target Target, ImageOptions Options, Work Work)
{
    /// <summary>What will be written.</summary>
    public ImageFormat Format => Target.Format;

    /// <summary>Whether the numbers of the variant mean Display P3, and not sRGB.</summary>
    public bool InDisplayP3 { get; init; } = Options.Gamut == Gamut.Keep && Source.HasWideGamut && Target.Format.HasProfile;

    /// <summary>Whether every pixel is one of the original's, the nearest, and none is mixed: an edge stays as regular as it was.</summary>
    public bool InOwnPixels { get; init; }

    /// <summary>The settings' colour, in the variant's own numbers.</summary>
    public Colour Background => InDisplayP3 ? ColourProfile.ToDisplayP3(Options.Background) : Options.Background;

    /// <summary>What a crop keeps, where the original says so.</summary>
    public FocalPoint? Focal => Target.Focal;
}

/// <summary>From the pixels of one frame to those of its variant, as a list of steps; each gives its image or a new one.</summary>
internal static class Pipeline
{
    private delegate VipsImage Step(VipsImage image, PipelineContext context);

    // What costs by the pixel comes after the picture has become small: colour, alpha, turning.
    private static readonly Step[] Plain = [Resample.Apply, CropToBox.Apply, Colours.Convert, TurnUpright];

    private static readonly Step[] Whole = [.. Plain, FlattenAlpha, PadToBox.Apply, LayWatermark.Apply];

    private static readonly Step[] Scaled = Whole[1..];

    /// <summary>Runs all steps.</summary>
    /// <exception cref="VipsException">A step refused the image, or the work was stopped.</exception>
    public static VipsImage Run(VipsImage frame, PipelineContext context) => Run(Whole, frame, context);

    /// <summary>Runs only those that make a picture small, upright, and of the variant's colour space.</summary>
    /// <inheritdoc cref="Run(VipsImage, PipelineContext)"/>
    public static VipsImage RunPlain(VipsImage frame, PipelineContext context) => Run(Plain, frame, context);

    /// <summary>Runs the steps that come after scaling.</summary>
    /// <inheritdoc cref="Run(VipsImage, PipelineContext)"/>
    public static VipsImage RunScaled(VipsImage frame, PipelineContext context) => Run(Scaled, frame, context);

    private static VipsImage Run(Step[] steps, VipsImage frame, PipelineContext context)
    {
        foreach (var step in steps)
        {
            frame = step(frame, context);
        }

        return frame;
    }

    private static VipsImage TurnUpright(VipsImage image, PipelineContext context) => context.Source.Orientation.IsUpright
        ? image
        : context.Work.Own(context.Work.Own(image.CopyMemory()).AutoRotate()); // turning reads columns: not from a stream

    private static VipsImage FlattenAlpha(VipsImage image, PipelineContext context)
    {
        if (!image.HasAlpha || context.Format.HasAlpha)
        {
            return image;
        }

        var ground = context.Background.ToBands(image.Bands - 1);
        if (!context.Options.LinearLight)
        {
            return context.Work.Own(image.Flatten(ground));
        }

        byte[] colour = [.. ground.Select(sample => (byte)sample)];
        var row = new byte[image.Width * colour.Length];
        return context.Work.Own(image.MapRows(colour.Length, (_, pixels) =>
        {
            Compositing.Flatten(pixels, colour, row);
            return row;
        }));
    }
}
