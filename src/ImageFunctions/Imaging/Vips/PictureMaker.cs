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
        return (Info.AnimatesAs(target.Format), target.Format) switch
        {
            (true, ImageFormat.Gif) => MakeGif(target, start),
            (true, _) => MakeAnimation(target, start),
            _ => MakeStill(target, start),
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

    private EncodedPicture MakeStill(Target target, long start)
    {
        using var work = new Work(cancellation);
        var context = ContextFor(target, work);
        var finished = decoded.FinishedFor(context);
        var ready = Stopwatch.GetTimestamp();
        var (image, keep) = WithMetadata(finished, context);
        var encoded = Encoder.Encode(image, target.Format, options, keep, target.Watermark is null ? Info : null);
        var bytes = NotLarger(encoded, (long)image.Width * image.Height, target, lossless =>
        {
            var ways = CheaperEncodings.For(
                FinishedPixels.Of(image), target.Format, options, lossless, way => Encoder.Run(way, image, keep));
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

    private EncodedPicture MakeGif(Target target, long start)
    {
        var (gif, ready) = Run(GifLoss.Usual);
        var geometry = Info.GeometryFor(target.Dimension);
        var pixels = Info.Frames * Math.Max((long)Info.Width * Info.Height, (long)geometry.Width * geometry.Height);
        var bytes = NotLarger(gif, pixels, target, _ => new CheaperEncodings(
            [], [.. GifLoss.More.Select(loss => (Func<byte[]?>)(() => Run(loss).Bytes)), InOwnColours, InOwnPixels], GifCost));
        return new EncodedPicture(bytes, Stopwatch.GetElapsedTime(start, ready), Stopwatch.GetElapsedTime(ready));

        (byte[] Bytes, long Ready) Run(GifLoss loss, OwnColours? colours = null, bool inOwnPixels = false)
        {
            using var work = new Work(cancellation);
            var context = ContextFor(target, work) with { InOwnPixels = inOwnPixels };
            return Animation.ToGif(decoded.Source, context, loss, cancellation, colours);
        }

        byte[] InOwnPixels() => Run(GifLoss.Sampled, inOwnPixels: true).Bytes;

        byte[]? InOwnColours() => FindOwnColours() is { } colours ? Run(GifLoss.Drawing, colours).Bytes : null;
    }

    // Nobody holds the pixels of all frames: each further encoding computes them again, when what the one before held is free.
    private EncodedPicture MakeAnimation(Target target, long start)
    {
        var (ready, finished) = (0L, default(FinishedPixels));
        var encoded = Run((image, keep) =>
        {
            (ready, finished) = (Stopwatch.GetTimestamp(), FinishedPixels.Of(image));
            return Encoder.Encode(image, target.Format, options, keep);
        });
        var bytes = NotLarger(encoded, Math.Max(Info.Pixels, finished.Count), target, lossless =>
        {
            var ways = CheaperEncodings.For(finished, target.Format, options, lossless, way => Again(way));
            return lossless ? ways with { Lesser = [.. ways.Lesser, InOwnColours, InOwnPixels] } : ways;
        });
        return new EncodedPicture(bytes, Stopwatch.GetElapsedTime(start, ready), Stopwatch.GetElapsedTime(ready));

        byte[] Run(Func<VipsImage, VipsKeep, byte[]> encode, OwnColours? colours = null, bool inOwnPixels = false)
        {
            using var work = new Work(cancellation);
            var context = ContextFor(target, work) with { InOwnPixels = inOwnPixels };
            var (image, keep) = WithMetadata(Animation.Run(decoded.Source, context, colours), context);
            return encode(image, keep);
        }

        byte[] Again(VipsOperation way, OwnColours? colours = null, bool inOwnPixels = false) =>
            Run((image, keep) => Encoder.Run(way, image, keep), colours, inOwnPixels);

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
