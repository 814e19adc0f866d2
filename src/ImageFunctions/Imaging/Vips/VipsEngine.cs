using System.Diagnostics;
using ImageFunctions.Imaging.Admission;
using ImageFunctions.Imaging.Vips.Native;
using ImageFunctions.Requests;
using ImageFunctions.Settings;

namespace ImageFunctions.Imaging.Vips;

/// <summary>The engine over libvips.</summary>
/// <param name="options">The settings.</param>
/// <param name="logger">Told what libvips says of files that it cannot read.</param>
internal sealed class VipsEngine(ImageOptions options, ILogger<VipsEngine> logger) : IImageEngine
{
    /// <inheritdoc/>
    public string Identity => $"vips {VipsLibrary.EnsureLoaded()}";

    /// <inheritdoc/>
    public Outcome<Inspection> Inspect(NativeBuffer source, Target target, CancellationToken cancellation) => Run(
        work => Open(source, target, work).Try(out var opened, out var refusal)
            ? new Inspection(DecodeCost.Estimate(opened.Context.Source, opened.Context.Geometry, target.Format))
            : (Outcome<Inspection>)refusal,
        cancellation);

    /// <inheritdoc/>
    public Outcome<EncodedPicture> Make(NativeBuffer source, Target target, CancellationToken cancellation) =>
        Run(work => Convert(source, target, work), cancellation);

    private Outcome<T> Run<T>(Func<Work, Outcome<T>> function, CancellationToken cancellation)
        where T : class
    {
        VipsLibrary.EnsureLoaded();
        cancellation.ThrowIfCancellationRequested();
        try
        {
            using var work = new Work(cancellation);
            return function(work);
        }
        catch (VipsException) when (cancellation.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellation);
        }
        catch (VipsException e)
        {
            logger.SourceUnreadable(e.Message);
            return Refusal.Broken;
        }
    }

    private Outcome<Opened> Open(NativeBuffer source, Target target, Work work)
    {
        var kind = SourceSignature.Detect(source.GetSpan());
        switch (kind)
        {
            case SourceKind.Unknown or SourceKind.Svg:
                return Refusal.NotAnImage;
            case SourceKind.HeifHevc:
                return Refusal.HevcNotSupported;
        }

        // Before a codec counts them itself.
        if (FrameCount.Exceeds(kind, source.GetSpan(), options.MaxSourceFrames))
        {
            return Refusal.TooManyFrames(options.MaxSourceFrames);
        }

        var header = work.Own(Loader.OpenHeader(kind, source));
        var info = SourceInfo.Of(kind, header);
        if (info.Pixels > options.MaxSourcePixels)
        {
            return Refusal.TooManyPixels(options.MaxSourcePixels);
        }

        if (info.Frames > options.MaxSourceFrames)
        {
            return Refusal.TooManyFrames(options.MaxSourceFrames);
        }

        var geometry = Geometry.For(info.UprightWidth, info.UprightHeight, target.Dimension);
        return new Opened(header, new PipelineContext(info, geometry, target, options, work));
    }

    private Outcome<EncodedPicture> Convert(NativeBuffer source, Target target, Work work)
    {
        var start = Stopwatch.GetTimestamp();
        if (!Open(source, target, work).Try(out var opened, out var refusal))
        {
            return refusal;
        }

        var (header, context) = opened;
        var finished = context.Source.Frames > 1 && target.Format.CanAnimate
            ? Animation.Run(source, context)
            : work.Own(Pipeline.Run(OpenStill(source, context), context).CopyMemory());
        var decoded = Stopwatch.GetTimestamp();
        var named = options.KeepCopyright ? Copyright.Keep(header, finished, work) : null;
        var encoded = Encoder.Encode(named ?? finished, target.Format, options, withExif: named is not null);
        var bytes = NeverWorse.Choose(encoded, source, header, context);
        return new EncodedPicture(bytes, Stopwatch.GetElapsedTime(start, decoded), Stopwatch.GetElapsedTime(decoded));
    }

    private static VipsImage OpenStill(NativeBuffer source, PipelineContext context)
    {
        var shrink = Math.Min(
            (double)context.Source.UprightWidth / context.Geometry.ScaledWidth, (double)context.Source.UprightHeight / context.Geometry.ScaledHeight);
        return context.Work.Own(Loader.Open(context.Source, source, shrink, allFrames: false));
    }

    private sealed record Opened(VipsImage Header, PipelineContext Context);
}
