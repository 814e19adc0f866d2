using ImageFunctions.Imaging.Progressive;
using ImageFunctions.Imaging.Vips.Native;
using ImageFunctions.Requests;
using ImageFunctions.Settings;

namespace ImageFunctions.Imaging.Vips;

/// <summary>
/// Where the variants of one source take their pixels from. Those that a decoder gives at the same scale share one decode, which is
/// most of a variant's cost: its pixels are kept in memory, and each variant is scaled from there. Those that differ in nothing but
/// their encoding, and follow each other, share the finished pixels. So a variant is the same to the byte whether it was made alone or
/// together with others; a pyramid, or one scale for all, would be neither.
/// </summary>
internal sealed class DecodedSource : IDisposable
{
    /// <summary>Pixels kept, at most: a source whose variants are nearly its own size is decoded for each of them instead.</summary>
    public const long MostBytesKept = 128 * 1024 * 1024;

    private readonly Work work;
    private readonly CancellationToken cancellation;
    private readonly Dictionary<double, VipsImage?> shared;
    private long kept;
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
        shared = targets.Where(target => !info.AnimatesAs(target.Format))
            .DistinctBy(ButForItsEncoding).GroupBy(target => Loader.Scale(info, Shrink(target))).Where(several => several.Count() > 1)
            .ToDictionary(several => several.Key, _ => (VipsImage?)null);
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
            var pixels = owner.Own(Pipeline.Run(FrameFor(context), context).CopyMemory());
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

    private VipsImage FrameFor(PipelineContext context)
    {
        var shrink = Shrink(context.Target);
        var scale = Loader.Scale(Info, shrink);
        if (!shared.TryGetValue(scale, out var pixels))
        {
            return Open(shrink, context.Work);
        }

        if (pixels is not null)
        {
            return pixels;
        }

        var opened = Open(shrink, work);
        if (kept + opened.PixelBytes > MostBytesKept)
        {
            return opened;
        }

        kept += opened.PixelBytes;
        return (shared[scale] = work.Own(opened.CopyMemory()))!;
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
