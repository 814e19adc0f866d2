using ImageFunctions.Imaging.Resampling;
using ImageFunctions.Imaging.Vips.Native;

namespace ImageFunctions.Imaging.Vips;

/// <summary>The step that scales a frame, as far as it is kept: in linear light by the service's own resampler, else by libvips.</summary>
internal static class Resample
{
    /// <summary>Scales to the geometry's scaled size, and gives what the crop looks at.</summary>
    public static VipsImage Apply(VipsImage image, PipelineContext context)
    {
        var (width, height, kept) = AsStored(context);
        if (image.Width == width && image.Height == height)
        {
            return Cut(image, kept, context.Work);
        }

        if (context.InOwnPixels)
        {
            return Cut(context.Work.Own(image.Sample((double)width / image.Width, (double)height / image.Height)), kept, context.Work);
        }

        if (context.Options.LinearLight && LayoutOf(image) is { } layout)
        {
            return InLinearLight(image, layout, [context])[0];
        }

        var scaled = image.HasAlpha ? Weighted(image, width, height, context.Work) : Scale(image, width, height, context.Work);
        return Cut(scaled, kept, context.Work);
    }

    /// <summary>
    /// Scales a frame for several variants while its rows pass by once; null where one of them is not scaled in linear light, or not at
    /// all.
    /// </summary>
    public static IReadOnlyList<VipsImage>? TryAll(VipsImage image, IReadOnlyList<PipelineContext> contexts) =>
        LayoutOf(image) is { } layout && contexts.All(context => context.Options.LinearLight && IsScaled(image, context))
            ? InLinearLight(image, layout, contexts)
            : null;

    /// <summary>Scales frame by frame; null where that is not done in linear light, or frames have the scaled size.</summary>
    public static FrameResampler? ForFrames(VipsImage tall, PipelineContext context)
    {
        var (width, height, kept) = AsStored(context);
        var source = context.Source;
        var isScaled = (source.Width, source.Height) != (width, height);
        return context.Options.LinearLight && !context.InOwnPixels && isScaled && LayoutOf(tall) is { } layout
            ? new FrameResampler(layout, source.Width, source.Height, width, height, kept)
            : null;
    }

    private static bool IsScaled(VipsImage image, PipelineContext context)
    {
        var (width, height, _) = AsStored(context);
        return image.Width != width || image.Height != height;
    }

    // The scaled size, and what is kept of it, as the source is stored: perhaps not upright.
    private static (int Width, int Height, Box Kept) AsStored(PipelineContext context)
    {
        var (orientation, geometry) = (context.Source.Orientation, context.Geometry);
        var kept = orientation.ToStored(CropToBox.LookedAt(context), geometry.ScaledWidth, geometry.ScaledHeight);
        return orientation.Swaps
            ? (geometry.ScaledHeight, geometry.ScaledWidth, kept)
            : (geometry.ScaledWidth, geometry.ScaledHeight, kept);
    }

    private static VipsImage[] InLinearLight(VipsImage image, PixelLayout layout, IReadOnlyList<PipelineContext> contexts)
    {
        var scalings = new List<Scaling>();
        try
        {
            scalings.AddRange(contexts.Select(context => new Scaling(image, layout, context)));
            var area = scalings.Select(one => one.Needed).Aggregate((some, next) => some.With(next));
            var row = area.Top;
            image.Read(area, Resampler.Strip, rows =>
            {
                foreach (var scaling in scalings)
                {
                    scaling.Add(rows, area.Left, row);
                }

                row += rows.Count;
            });
            return [.. scalings.Select(one => one.Result)];
        }
        finally
        {
            scalings.ForEach(one => one.Dispose());
        }
    }

    // How many pixels a side have become one while decoding. A JPEG decoder fills up its last block:
    // the picture covers less than all of it.
    private static double DecoderBlock(VipsImage image, SourceInfo source) => source.Kind == SourceKind.Jpeg
        ? Math.Round((double)Math.Max(source.Width, source.Height) / Math.Max(image.Width, image.Height))
        : (double)source.Width / image.Width;

    // Samples that are no whole numbers, or mean something else than sRGB's, grey's or inks', are left to libvips.
    private static PixelLayout? LayoutOf(VipsImage image)
    {
        var known = image.Interpretation is VipsInterpretation.Srgb or VipsInterpretation.Rgb16 or VipsInterpretation.BlackWhite
            or VipsInterpretation.Grey16 or VipsInterpretation.Cmyk;
        return known && image.Bands <= 4 && image.Format is VipsBandFormat.UChar or VipsBandFormat.UShort
            ? new PixelLayout(
                image.Bands, image.HasAlpha, image.Interpretation == VipsInterpretation.Cmyk, image.Format == VipsBandFormat.UShort)
            : null;
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

    private static VipsImage Cut(VipsImage image, Box box, Work work) => box.Width == image.Width && box.Height == image.Height
        ? image
        : work.Own(image.Extract(box.Left, box.Top, box.Width, box.Height));

    // What one variant takes of an image whose rows pass by.
    private sealed class Scaling : IDisposable
    {
        private readonly Resampler resampler;
        private readonly int pixel;

        public Scaling(VipsImage image, PixelLayout layout, PipelineContext context)
        {
            var (width, height, kept) = AsStored(context);
            var block = DecoderBlock(image, context.Source);
            var across = new FilterAxis(image.Width, (double)context.Source.Width / block, width, kept.Left, kept.Width);
            var extent = (double)context.Source.Height / block;
            var down = new FilterAxis(image.Height, extent, height, kept.Top, kept.Height, FilterAxis.BlockFor(extent / height));
            Needed = new Box(
                across.SourceStart, down.SourceStart, across.SourceEnd - across.SourceStart, down.SourceEnd - down.SourceStart);
            Result = context.Work.Own(image.NewLike(kept.Width, kept.Height, layout.Bands));
            pixel = image.BytesAPixel;
            resampler = new Resampler(layout, across, down, Result.WriteRow);
        }

        public Box Needed { get; }

        public VipsImage Result { get; }

        public void Add(PixelRows rows, int left, int top)
        {
            var (first, end) = (Math.Max(Needed.Top, top), Math.Min(Needed.Top + Needed.Height, top + rows.Count));
            if (first < end)
            {
                resampler.Add(rows.Part((Needed.Left - left) * pixel, Needed.Width * pixel, first - top, end - first));
            }
        }

        public void Dispose() => resampler.Dispose();
    }
}
