using ImageFunctions.Imaging.Resampling;
using ImageFunctions.Imaging.Vips.Native;
using ImageFunctions.Requests;

namespace ImageFunctions.Imaging.Vips;

/// <summary>The step that lays the watermark over a finished picture.</summary>
internal static class LayWatermark
{
    /// <summary>Lays it where the setting says, if the picture is large enough.</summary>
    public static VipsImage Apply(VipsImage image, PipelineContext context)
    {
        var (options, work) = (context.Options, context.Work);
        if (context.Target.Watermark is not { } watermark || !WatermarkPlace.Suits(image.Width, image.Height, options))
        {
            return image;
        }

        var file = work.Own(NativeBuffer.CopyOf(watermark.Content));
        var kind = SourceSignature.Detect(watermark.Content);
        var info = VipsHeader.Read(kind, file, CodePoints.Of(kind, watermark.Content));
        var place = WatermarkPlace.On(image.Width, image.Height, info.UprightWidth, info.UprightHeight, options);
        var mark = Prepare(file, info, place, context);
        if (options.LinearLight)
        {
            return InLinearLight(image.Bands < 3 ? work.Own(image.ToColourSpace(VipsInterpretation.Srgb)) : image, mark, place, context);
        }

        var faded = work.Own(mark.Linear([1, 1, 1, options.WatermarkOpacityPercent / 100.0], [0, 0, 0, 0]));
        var marked = work.Own(image.LayOver(work.Own(faded.Cast(VipsBandFormat.UChar)), place.Left, place.Top));

        // Laying over adds an alpha band; where there was none it would only cost bytes.
        var flat = image.HasAlpha ? marked : work.Own(marked.TakeBands(3));
        return work.Own(flat.Cast(VipsBandFormat.UChar));
    }

    private static VipsImage InLinearLight(VipsImage image, VipsImage mark, Box place, PipelineContext context)
    {
        var over = mark.ToArray();
        var opacity = context.Options.WatermarkOpacityPercent / 100f;
        var (bands, stride) = (image.Bands, place.Width * 4);
        var row = new byte[image.Width * bands];
        return context.Work.Own(image.MapRows(bands, (y, pixels) =>
        {
            pixels.CopyTo(row);
            if (y >= place.Top && y < place.Top + place.Height)
            {
                Compositing.LayOver(
                    over.AsSpan((y - place.Top) * stride, stride), opacity, row.AsSpan(place.Left * bands, place.Width * bands), bands);
            }

            return row;
        }));
    }

    private static VipsImage Prepare(NativeBuffer file, SourceInfo info, Box place, PipelineContext context)
    {
        var (options, work) = (context.Options, context.Work);
        var plain = new PipelineContext(
            info, new Geometry(place.Width, place.Height, place.Width, place.Height), new Target(default, ImageFormat.Png), options, work)
        {
            InDisplayP3 = context.InDisplayP3,
        };
        var pixels = Colours.ToStandardRange(work.Own(Loader.Open(info, file, shrink: 1, allFrames: false)), info, work);
        var mark = Pipeline.RunPlain(pixels, plain);
        if (mark.Bands < 3)
        {
            mark = work.Own(mark.ToColourSpace(VipsInterpretation.Srgb));
        }

        return mark.HasAlpha ? mark : work.Own(mark.AddAlpha());
    }
}
