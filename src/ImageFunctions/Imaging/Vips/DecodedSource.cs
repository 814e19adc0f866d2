using ImageFunctions.Imaging.Vips.Native;
using ImageFunctions.Requests;

namespace ImageFunctions.Imaging.Vips;

/// <summary>
/// Where the variants of one source take their pixels from. Those that a decoder gives at the same scale share one decode, which is
/// most of a variant's cost: its pixels are kept in memory, and each variant is scaled from there. Those that differ in nothing but
/// their encoding share the finished pixels. So a variant is the same to the byte whether it was made alone or together with others;
/// a pyramid, or one scale for all, would be neither.
/// </summary>
internal sealed class DecodedSource
{
    /// <summary>Pixels kept, at most: a source whose variants are nearly its own size is decoded for each of them instead.</summary>
    public const long MostBytesKept = 128 * 1024 * 1024;

    private readonly Work work;
    private readonly Dictionary<double, VipsImage?> shared;
    private readonly Dictionary<Target, VipsImage?> finished;
    private long kept;

    /// <summary>Nothing is decoded yet.</summary>
    /// <param name="source">The whole file.</param>
    /// <param name="header">The image of which only the header has been read.</param>
    /// <param name="info">What the header says.</param>
    /// <param name="targets">What will be made of it.</param>
    /// <param name="work">Owns what is decoded.</param>
    public DecodedSource(NativeBuffer source, VipsImage header, SourceInfo info, IEnumerable<Target> targets, Work work)
    {
        (Source, Header, Info, this.work) = (source, header, info, work);
        var stills = targets.Where(target => !info.AnimatesAs(target.Format)).ToList();
        finished = stills.GroupBy(ButForItsEncoding).Where(several => several.Count() > 1).ToDictionary(several => several.Key, _ => (VipsImage?)null);
        shared = stills.DistinctBy(ButForItsEncoding).GroupBy(target => Loader.Scale(info, Shrink(target))).Where(several => several.Count() > 1)
            .ToDictionary(several => several.Key, _ => (VipsImage?)null);
    }

    /// <summary>The whole file.</summary>
    public NativeBuffer Source { get; }

    /// <summary>The image of which only the header has been read.</summary>
    public VipsImage Header { get; }

    /// <summary>What the header says.</summary>
    public SourceInfo Info { get; }

    /// <summary>The pixels of one variant, ready to be encoded, of a still or of the first frame.</summary>
    /// <exception cref="VipsException">The source is broken, or the work was stopped.</exception>
    public VipsImage FinishedFor(PipelineContext context)
    {
        var key = ButForItsEncoding(context.Target);
        if (!finished.TryGetValue(key, out var pixels))
        {
            return context.Work.Own(Pipeline.Run(FrameFor(context), context).CopyMemory());
        }

        return pixels ?? (finished[key] = work.Own(Pipeline.Run(FrameFor(context), context).CopyMemory()))!;
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

    private VipsImage Open(double shrink, Work owner) =>
        owner.Own(Loader.Open(Info, SeenBytes.Of(Info, Source, shrink, owner), shrink, allFrames: false));

    // A format shows in the pixels only by what it does with transparency, of the source's own or around a contained picture.
    private Target ButForItsEncoding(Target target) =>
        Header.HasAlpha || target.Dimension.Fit == Fit.Contain ? target with { Format = target.Format.HasAlpha ? ImageFormat.Png : ImageFormat.Jpeg } : target with { Format = ImageFormat.Jpeg };

    private double Shrink(Target target)
    {
        var geometry = Info.GeometryFor(target.Dimension);
        return Math.Min((double)Info.UprightWidth / geometry.ScaledWidth, (double)Info.UprightHeight / geometry.ScaledHeight);
    }
}
