using ImageFunctions.Imaging.Vips.Native;
using ImageFunctions.Settings;

namespace ImageFunctions.Imaging.Vips;

/// <summary>The step that lays the watermark over a finished picture.</summary>
internal static class LayWatermark
{
    private const double MarginShare = 0.03;

    /// <summary>Lays it where the setting says, if the picture is large enough.</summary>
    public static VipsImage Apply(VipsImage image, PipelineContext context)
    {
        var (options, work) = (context.Options, context.Work);
        if (context.Target.Watermark is not { } watermark || Math.Min(image.Width, image.Height) < options.WatermarkMinimumSize)
        {
            return image;
        }

        var mark = Prepare(watermark, image, options, work);
        var margin = (int)Math.Round(Math.Min(image.Width, image.Height) * MarginShare);
        var left = Place((int)options.WatermarkPosition % 3, image.Width, mark.Width, margin);
        var top = Place((int)options.WatermarkPosition / 3, image.Height, mark.Height, margin);
        var marked = work.Own(image.LayOver(mark, left, top));

        // Laying over adds an alpha band; where there was none it would only cost bytes.
        var flat = image.HasAlpha ? marked : work.Own(marked.TakeBands(3));
        return work.Own(flat.Cast(VipsBandFormat.UChar));
    }

    private static VipsImage Prepare(Watermark watermark, VipsImage image, ImageOptions options, Work work)
    {
        var file = work.Own(NativeBuffer.CopyOf(watermark.Content));
        var kind = SourceSignature.Detect(watermark.Content);
        var info = SourceInfo.Of(kind, work.Own(Loader.OpenHeader(kind, file)));
        var scale = Math.Min(
            image.Width * options.WatermarkScalePercent / 100.0 / info.UprightWidth, (double)image.Height / info.UprightHeight);
        var (width, height) = (Math.Max(1, (int)(info.UprightWidth * scale)), Math.Max(1, (int)(info.UprightHeight * scale)));
        var context = new PipelineContext(
            info, new Geometry(width, height, width, height), new Target(default, Requests.ImageFormat.Png), options, work);
        var mark = Pipeline.RunPlain(work.Own(Loader.Open(info, file, shrink: 1, allFrames: false)), context);
        if (mark.Bands < 3)
        {
            mark = work.Own(mark.ToColourSpace(VipsInterpretation.Srgb));
        }

        var alpha = mark.HasAlpha ? mark : work.Own(mark.AddAlpha());
        var faded = work.Own(alpha.Linear([1, 1, 1, options.WatermarkOpacityPercent / 100.0], [0, 0, 0, 0]));
        return work.Own(faded.Cast(VipsBandFormat.UChar));
    }

    // 0: at the near edge, 1: in the middle, 2: at the far edge.
    private static int Place(int third, int side, int mark, int margin) => third switch
    {
        0 => Math.Min(margin, side - mark),
        1 => (side - mark) / 2,
        _ => Math.Max(0, side - mark - margin),
    };
}
