using ImageFunctions.Imaging.Progressive;
using ImageFunctions.Imaging.Vips.Native;
using ImageFunctions.Requests;
using ImageFunctions.Settings;

namespace ImageFunctions.Imaging.Vips;

/// <summary>
/// Where the variants of one source take their pixels from. Those that a decoder gives at the same scale share one decode, which is
/// most of a variant's cost: all are scaled while its rows pass by. Those that differ in nothing but their encoding, and follow each
/// other, share the finished pixels. So a variant is the same to the byte whether it was made alone or together with others; a pyramid,
/// or one scale for all, would be neither.
/// </summary>
internal sealed class DecodedSource : IDisposable
{
    private readonly Work work;
    private readonly CancellationToken cancellation;
    private readonly Dictionary<double, Target[]> together;
    private readonly Dictionary<Target, VipsImage> scaled = [];
    private (Target Key, VipsImage Pixels, Work Owner)? latest;

    /// <summary>Nothing is decoded yet.</summary>
    /// <param name="source">The whole file.</param>
    /// <param name="header">The image of which only the header has been read.</param>
    /// <param name="info">What the header says.</param>
    /// <param name="targets">What will be made of it.</param>
    /// <param name="work">Owns what is decoded.</param>
    /// <param name="cancellation">Stops it.</param>
    public DecodedSource(
        NativeBuffer source, VipsImage header, SourceInfo info, IEnumerable<Target> targets, Work work, CancellationToken cancellation)
    {
        (Source, Header, Info, this.work, this.cancellation) = (source, header, info, work, cancellation);
        together = targets.Where(target => !info.AnimatesAs(target.Format)).Select(ButForItsEncoding).Distinct()
            .GroupBy(target => Loader.Scale(info, Shrink(target))).Where(several => several.Count() > 1)
            .ToDictionary(several => several.Key, several => several.ToArray());
    }

    /// <summary>The whole file.</summary>
    public NativeBuffer Source { get; }

    /// <summary>The image of which only the header has been read.</summary>
    public VipsImage Header { get; }

    /// <summary>What the header says.</summary>
    public SourceInfo Info { get; }

    /// <summary>The pixels of one variant, ready to be encoded, of a still or of the first frame; valid until the next call.</summary>
    /// <exception cref="VipsException">The source is broken, or the work was stopped.</exception>
    public VipsImage FinishedFor(PipelineContext context)
    {
        var key = ButForItsEncoding(context.Target);
        if (latest is { } made && made.Key == key)
        {
            return made.Pixels;
        }

        Dispose();
        var owner = new Work(cancellation);
        try
        {
            var pixels = owner.Own(Run(context, key).CopyMemory());
            latest = (key, pixels, owner);
            return pixels;
        }
        catch
        {
            owner.Dispose();
            throw;
        }
    }

    /// <summary>Lets go of the finished pixels; what was decoded belongs to the work.</summary>
    public void Dispose()
    {
        latest?.Owner.Dispose();
        latest = null;
    }

    private VipsImage Run(PipelineContext context, Target key)
    {
        var shrink = Shrink(context.Target);
        if (together.Remove(Loader.Scale(Info, shrink), out var targets))
        {
            ScaleTogether(targets, shrink, context.Options);
        }

        return scaled.TryGetValue(key, out var small)
            ? Pipeline.RunScaled(small, context)
            : Pipeline.Run(Open(shrink, context.Work), context);
    }

    // Where that cannot be done, each is decoded anew.
    private void ScaleTogether(Target[] targets, double shrink, ImageOptions options)
    {
        using var decoding = work.Begin(); // what a decoder holds is free before the next one begins
        var contexts = targets.Select(target => new PipelineContext(Info, Info.GeometryFor(target.Dimension), target, options, work));
        if (Resample.TryAll(Open(shrink, decoding), [.. contexts]) is { } images)
        {
            foreach (var (target, image) in targets.Zip(images))
            {
                scaled.Add(target, image);
            }
        }
    }

    private VipsImage Open(double shrink, Work owner)
    {
        var opened = owner.Own(Loader.Open(Info, ShownPart(shrink, owner), shrink, allFrames: false));
        return Colours.ToStandardRange(opened, Info, owner);
    }

    // The source, or a shorter file that gives the same small picture.
    private NativeBuffer ShownPart(double shrink, Work owner) =>
        Info.Kind == SourceKind.Jpeg
            && FeatureSwitches.ProgressiveCut
            && ProgressiveCut.Apply(Source.GetSpan(), JpegShrink.For(shrink)) is { } cut
            ? owner.Own(cut)
            : Source;

    // A format shows in the pixels only by what it does with transparency, of the source's own or around a contained picture, and by
    // whether it can keep colours that sRGB does not have.
    private Target ButForItsEncoding(Target target)
    {
        var keepsAlpha = target.Format.HasAlpha && (Header.HasAlpha || target.Dimension.Fit == Fit.Contain);
        var alike = keepsAlpha ? ImageFormat.Png : ImageFormat.Jpeg;
        return target with { Format = Info.HasWideGamut && !target.Format.HasProfile ? target.Format : alike };
    }

    private double Shrink(Target target)
    {
        var geometry = Info.GeometryFor(target.Dimension);
        return Math.Min((double)Info.UprightWidth / geometry.ScaledWidth, (double)Info.UprightHeight / geometry.ScaledHeight);
    }
}
