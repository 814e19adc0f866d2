using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;

namespace ImageFunctions.Imaging.ImageSharp;

/// <summary>
/// Where the variants of one source take their pixels from. Those that the decoder gives at the same scale share one decode, whose pixels
/// are kept until all are made; each variant is scaled from there, and so is the same whether it was made alone or together with others.
/// </summary>
internal sealed class DecodedSource : IDisposable
{
    /// <summary>Pixels kept, at most, in bytes: a source that takes more is decoded for each variant instead.</summary>
    public const long MostBytesKept = 128 * 1024 * 1024;

    private readonly Codecs codecs;
    private readonly HashSet<Scale> wantedAgain;
    private readonly Dictionary<Scale, Image<Rgba32>> kept = [];
    private long keptBytes;

    /// <summary>Nothing is decoded yet.</summary>
    public DecodedSource(OpenedSource source, Codecs codecs, IReadOnlyList<Target> targets)
    {
        (Source, this.codecs) = (source, codecs);
        wantedAgain = [.. targets.GroupBy(ScaleFor).Where(several => several.Count() > 1).Select(several => several.Key)];
    }

    /// <summary>The file and its header.</summary>
    public OpenedSource Source { get; }

    /// <summary>The pixels to scale for one variant: all frames where it is animated, else the first.
    /// To be given to <see cref="Release"/>.</summary>
    public Image<Rgba32> PixelsFor(Target target, CancellationToken cancellation)
    {
        var scale = ScaleFor(target);
        if (kept.TryGetValue(scale, out var pixels))
        {
            return pixels;
        }

        pixels = codecs.Decode(Source, scale.JpegShrink, scale.AllFrames, cancellation);
        var bytes = (long)pixels.Width * pixels.Height * pixels.Frames.Count * sizeof(int);
        if (wantedAgain.Contains(scale) && keptBytes + bytes <= MostBytesKept)
        {
            keptBytes += bytes;
            kept.Add(scale, pixels);
        }

        return pixels;
    }

    /// <summary>Lets go of pixels, unless they are kept.</summary>
    public void Release(Image<Rgba32> pixels)
    {
        if (!kept.ContainsValue(pixels))
        {
            pixels.Dispose();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var pixels in kept.Values)
        {
            pixels.Dispose();
        }
    }

    private Scale ScaleFor(Target target)
    {
        var info = Source.Info;
        var geometry = info.GeometryFor(target.Dimension);
        var shrink = Math.Min((double)info.UprightWidth / geometry.ScaledWidth, (double)info.UprightHeight / geometry.ScaledHeight);
        return new Scale(info.Kind == SourceKind.Jpeg ? JpegShrink.For(shrink) : 1, info.AnimatesAs(target.Format));
    }

    private readonly record struct Scale(int JpegShrink, bool AllFrames);
}
