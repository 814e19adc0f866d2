using System.Diagnostics;
using ImageFunctions.Imaging.Gif;
using ImageFunctions.Imaging.Vips.Native;
using ImageFunctions.Requests;
using ImageFunctions.Settings;

namespace ImageFunctions.Imaging.Vips;

/// <summary>Makes the variants of an original that is being decoded: its pixels, their encoding, and a smaller one where that came out
/// larger than the original.</summary>
/// <param name="decoded">Gives the pixels.</param>
/// <param name="original">The file.</param>
/// <param name="options">The settings.</param>
/// <param name="cancellation">Stops it.</param>
internal sealed class PictureMaker(DecodedSource decoded, NativeBuffer original, ImageOptions options, CancellationToken cancellation)
{
    // Fewer bytes are few either way: a drawing in a lossless format rather keeps its look.
    private const int WorthALoss = 2048;

    private const int GifCost = 100; // as CheaperEncodings.Cost

    private SourceInfo Info => decoded.Info;

    /// <summary>Makes one.</summary>
    /// <param name="target">What is wanted.</param>
    /// <param name="start">When decoding began.</param>
    /// <exception cref="VipsException">The source is broken, or the work was stopped.</exception>
    public EncodedPicture Make(Target target, long start)
    {
        using var work = new Work(cancellation);
        var context = ContextFor(target, work);
        return (Info.AnimatesAs(target.Format), target.Format) switch
        {
            (true, ImageFormat.Gif) => MakeGif(context, start),
            (true, _) => MakeAnimation(context, start),
            _ => MakeStill(context, start),
        };
    }

    /// <summary>Tells what a page wants to know of the original.</summary>
    /// <exception cref="VipsException">The source is broken, or the work was stopped.</exception>
    public PictureDescription Describe()
    {
        using var work = new Work(cancellation);
        var small = Encoder.Encode(StillFor(PictureDescription.Small, work), ImageFormat.WebP, options);
        var finished = StillFor(PictureDescription.Hashed, work);
        var colour = finished.Bands < 3 ? work.Own(finished.ToColourSpace(VipsInterpretation.Srgb)) : finished;
        var rgba = work.Own((colour.HasAlpha ? colour : work.Own(colour.AddAlpha())).Cast(VipsBandFormat.UChar));
        return PictureDescription.Of(Info, (rgba.Width, rgba.Height, rgba.ToArray()), small);
    }

    // Pages take colours, and what they draw in the picture's place, for sRGB.
    private VipsImage StillFor(Target target, Work work) => decoded.FinishedFor(ContextFor(target, work) with { InDisplayP3 = false });

    private EncodedPicture MakeStill(PipelineContext context, long start)
    {
        var (target, finished) = (context.Target, decoded.FinishedFor(context));
        var ready = Stopwatch.GetTimestamp();
        var (image, keep) = WithMetadata(finished, context);
        var encoded = Encoder.Encode(image, target.Format, options, keep, target.Watermark is null ? Info : null);
        var bytes = NotLarger(encoded, (long)image.Width * image.Height, target, lossless =>
        {
            var ways = CheaperEncodings.For(image, target.Format, options, lossless, way => Encoder.Run(way, image, keep));
            return lossless && target.Format == ImageFormat.WebP
                ? ways with { Lesser = [.. ways.Lesser, .. OfDrawing(image, keep, target)] }
                : ways;
        });
        return new EncodedPicture(bytes, Stopwatch.GetElapsedTime(start, ready), Stopwatch.GetElapsedTime(ready));
    }

    private Func<byte[]?>[] OfDrawing(VipsImage image, VipsKeep keep, Target target)
    {
        return [InOwnColours, InOwnPixels];

        byte[]? InOwnColours()
        {
            if (FindOwnColours() is not { } colours)
            {
                return null;
            }

            using var flat = colours.PutInto(image);
            using var way = CheaperEncodings.LosslessWebP();
            return Encoder.Run(way, flat, keep);
        }

        byte[] InOwnPixels()
        {
            using var work = new Work(cancellation);
            var context = ContextFor(target, work) with { InOwnPixels = true };
            var whole = work.Own(Loader.Open(Info, decoded.Source, shrink: 1, allFrames: false));
            var (sampled, _) = WithMetadata(Pipeline.Run(whole, context), context);
            using var way = CheaperEncodings.LosslessWebP();
            return Encoder.Run(way, sampled, keep);
        }
    }

    private EncodedPicture MakeGif(PipelineContext context, long start)
    {
        var (gif, ready) = Animation.ToGif(decoded.Source, context, GifLoss.Usual, cancellation);
        var pixels = Info.Frames * Math.Max((long)Info.Width * Info.Height, (long)context.Geometry.Width * context.Geometry.Height);
        var bytes = NotLarger(gif, pixels, context.Target, _ => new CheaperEncodings(
            [], [.. GifLoss.More.Select(loss => (Func<byte[]?>)(() => Again(loss))), InOwnColours, InOwnPixels], GifCost));
        return new EncodedPicture(bytes, Stopwatch.GetElapsedTime(start, ready), Stopwatch.GetElapsedTime(ready));

        byte[] Again(GifLoss loss, OwnColours? colours = null, bool inOwnPixels = false)
        {
            using var work = new Work(cancellation);
            var again = ContextFor(context.Target, work) with { InOwnPixels = inOwnPixels };
            return Animation.ToGif(decoded.Source, again, loss, cancellation, colours).Bytes;
        }

        byte[] InOwnPixels() => Again(GifLoss.Sampled, inOwnPixels: true);

        byte[]? InOwnColours() => FindOwnColours() is { } colours ? Again(GifLoss.Drawing, colours) : null;
    }

    // Nobody holds the pixels of all frames: each further encoding computes them again.
    private EncodedPicture MakeAnimation(PipelineContext context, long start)
    {
        var (image, keep) = WithMetadata(Animation.Run(decoded.Source, context), context);
        var ready = Stopwatch.GetTimestamp();
        var encoded = Encoder.Encode(image, context.Target.Format, options, keep);
        var bytes = NotLarger(encoded, Math.Max(Info.Pixels, (long)image.Width * image.Height), context.Target, lossless =>
        {
            var ways = CheaperEncodings.For(image, context.Target.Format, options, lossless, way => Again(way));
            return lossless ? ways with { Lesser = [.. ways.Lesser, InOwnColours, InOwnPixels] } : ways;
        });
        return new EncodedPicture(bytes, Stopwatch.GetElapsedTime(start, ready), Stopwatch.GetElapsedTime(ready));

        byte[] Again(VipsOperation way, OwnColours? colours = null, bool inOwnPixels = false)
        {
            using var work = new Work(cancellation);
            var again = ContextFor(context.Target, work) with { InOwnPixels = inOwnPixels };
            var (image, keep) = WithMetadata(Animation.Run(decoded.Source, again, colours), again);
            return Encoder.Run(way, image, keep);
        }

        byte[]? InOwnColours()
        {
            using var way = CheaperEncodings.LosslessWebP();
            return FindOwnColours() is { } colours ? Again(way, colours) : null;
        }

        byte[] InOwnPixels()
        {
            using var way = CheaperEncodings.LosslessWebP();
            return Again(way, inOwnPixels: true);
        }
    }

    private byte[] NotLarger(byte[] encoded, long pixels, Target target, Func<bool, CheaperEncodings> further)
    {
        var chosen = NeverWorse.Choose(encoded, original, Info, target, options.KeepCopyright);
        if (chosen.Length <= original.Length || !NeverWorse.IsNotEnlarged(Info, target))
        {
            return chosen;
        }

        var isLossless = NeverWorse.IsLossless(Info.Kind, original.GetSpan());
        var allowance = isLossless ? Math.Max(original.Length, WorthALoss) : original.Length;
        return EncodingSearch.Find(chosen, original.Length, allowance, pixels, further(isLossless));
    }

    private OwnColours? FindOwnColours()
    {
        using var work = new Work(cancellation);
        return OwnColours.Of(work.Own(Loader.Open(Info, decoded.Source, shrink: 1, allFrames: Info.Frames > 1)));
    }

    private PipelineContext ContextFor(Target target, Work work) => new(Info, Info.GeometryFor(target.Dimension), target, options, work);

    private (VipsImage Image, VipsKeep Keep) WithMetadata(VipsImage finished, PipelineContext context)
    {
        var named = options.KeepCopyright ? Copyright.Keep(decoded.Header, finished, context.Work) : null;
        var keep = (named is null ? VipsKeep.None : VipsKeep.Exif) | (context.InDisplayP3 ? VipsKeep.Icc : VipsKeep.None);
        return (named ?? finished, keep);
    }
}
