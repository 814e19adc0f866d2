using ImageFunctions.Imaging.Vips.Native;

namespace ImageFunctions.Imaging.Vips;

/// <summary>
/// Where the variants of one source take their pixels from. Several share one decode, which is most of a variant's cost: the source is
/// decoded once, as small as the largest of them allows, kept in memory, and scaled from there for each. A pyramid, each from the next
/// larger one, would save little more and shift pixels.
/// </summary>
internal sealed class DecodedSource
{
    /// <summary>Pixels kept, at most: a source whose variants are nearly its own size is decoded for each of them instead.</summary>
    public const long MostBytesKept = 128 * 1024 * 1024;

    private readonly VipsImage? shared;

    private DecodedSource(NativeBuffer source, VipsImage header, SourceInfo info, VipsImage? shared) =>
        (Source, Header, Info, this.shared) = (source, header, info, shared);

    /// <summary>The whole file.</summary>
    public NativeBuffer Source { get; }

    /// <summary>The image of which only the header has been read.</summary>
    public VipsImage Header { get; }

    /// <summary>What the header says.</summary>
    public SourceInfo Info { get; }

    /// <summary>Decodes now, where that serves several variants; otherwise each decodes for itself.</summary>
    /// <param name="source">The whole file.</param>
    /// <param name="header">The image of which only the header has been read.</param>
    /// <param name="info">What the header says.</param>
    /// <param name="geometries">Of the variants made from a still, or from the first frame.</param>
    /// <param name="work">Owns what is decoded.</param>
    /// <exception cref="VipsException">The source is broken, or the work was stopped.</exception>
    public static DecodedSource Open(NativeBuffer source, VipsImage header, SourceInfo info, IReadOnlyCollection<Geometry> geometries, Work work)
    {
        if (geometries.Count < 2)
        {
            return new DecodedSource(source, header, info, shared: null);
        }

        var shrink = geometries.Min(geometry => Shrink(info, geometry));
        var opened = work.Own(Loader.Open(info, SeenBytes.Of(info, source, shrink, work), shrink, allFrames: false));
        var small = ShrinkOn(opened, shrink * opened.Width / info.Width, work);
        return new DecodedSource(source, header, info, small.PixelBytes <= MostBytesKept ? work.Own(small.CopyMemory()) : null);
    }

    /// <summary>The pixels to scale for one variant, of a still or of the first frame.</summary>
    public VipsImage FrameFor(PipelineContext context) => shared ?? OpenFor(Shrink(Info, context.Geometry), context.Work);

    private VipsImage OpenFor(double shrink, Work work) =>
        work.Own(Loader.Open(Info, SeenBytes.Of(Info, Source, shrink, work), shrink, allFrames: false));

    private static double Shrink(SourceInfo info, Geometry geometry) =>
        Math.Min((double)info.UprightWidth / geometry.ScaledWidth, (double)info.UprightHeight / geometry.ScaledHeight);

    // What the decoder cannot shrink is averaged by whole numbers while it streams by, as the resampler would do first for each.
    private static VipsImage ShrinkOn(VipsImage image, double left, Work work)
    {
        var factor = (int)(left / Loader.MinimumResidualShrink);
        if (factor < 2)
        {
            return image;
        }

        if (!image.HasAlpha)
        {
            return work.Own(image.Shrink(factor));
        }

        var format = image.Format;
        var weighted = work.Own(work.Own(image.Premultiply()).Shrink(factor));
        return work.Own(work.Own(weighted.Unpremultiply()).Cast(format));
    }
}
