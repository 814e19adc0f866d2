using System.Diagnostics;
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
    public Outcome<EncodedPicture> Make(NativeBuffer source, Target target, CancellationToken cancellation)
    {
        VipsLibrary.EnsureLoaded();
        cancellation.ThrowIfCancellationRequested();
        try
        {
            return Convert(source, target, cancellation);
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

    private Outcome<EncodedPicture> Convert(NativeBuffer source, Target target, CancellationToken cancellation)
    {
        var kind = SourceSignature.Detect(source.GetSpan());
        switch (kind)
        {
            case SourceKind.Unknown or SourceKind.Svg:
                return Refusal.NotAnImage;
            case SourceKind.HeifHevc:
                return Refusal.HevcNotSupported;
        }

        var start = Stopwatch.GetTimestamp();
        using var work = new Work(cancellation);
        var header = work.Own(Loader.OpenHeader(kind, source));
        var info = SourceInfo.Of(kind, header);
        if (info.Pixels > options.MaxSourcePixels)
        {
            return Refusal.TooManyPixels(options.MaxSourcePixels);
        }

        var geometry = Geometry.For(info.UprightWidth, info.UprightHeight, target.Dimension);
        var context = new PipelineContext(info, geometry, target, options, work);
        var finished = info.Frames > 1 && target.Format.CanAnimate
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
        return context.Work.Own(Loader.Open(context.Source, SeenBytes.Of(context.Source, source, shrink, context.Work), shrink, allFrames: false));
    }
}
