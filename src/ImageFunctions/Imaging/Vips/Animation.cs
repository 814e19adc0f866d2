using System.Diagnostics;
using ImageFunctions.Imaging.Gif;
using ImageFunctions.Imaging.Resampling;
using ImageFunctions.Imaging.Vips.Native;

namespace ImageFunctions.Imaging.Vips;

/// <summary>
/// Runs the pipeline for every frame of an animation by itself, so that no frame bleeds into its neighbour, and keeps its timing.
/// libvips holds an animation as one tall image, its frames one below the other.
/// </summary>
internal static class Animation
{
    /// <summary>The whole animation, its pixels yet to be computed.</summary>
    /// <param name="source">The whole file.</param>
    /// <param name="context">What is to be made of it.</param>
    /// <param name="colours">Those alone that its frames are to have.</param>
    public static VipsImage Run(NativeBuffer source, PipelineContext context, OwnColours? colours = null)
    {
        var work = context.Work;
        var (tall, delays, loop) = Open(source, context);
        var frames = work.Own(new FrameByFrame(tall, context, colours));
        var first = frames.Make(0);
        var animation = VipsPixels.Column(first, tall.Height / context.Source.Height, frames.Make, work);
        animation.Set("page-height", first.Height);
        animation.Set("delay", delays);
        animation.Set("loop", loop);
        return animation;
    }

    /// <summary>The whole animation as a GIF, and when its first frame was ready to be encoded.</summary>
    public static (byte[] Bytes, long Ready) ToGif(
        NativeBuffer source, PipelineContext context, GifLoss loss, CancellationToken cancellation, OwnColours? colours = null)
    {
        var (tall, delays, loop) = Open(source, context);
        using var frames = new FrameByFrame(tall, context, colours);
        var first = frames.Make(0);
        var ready = Stopwatch.GetTimestamp();
        using var gif = new GifAnimation(first.Width, first.Height, loop, loss, cancellation);
        for (var i = 0; i < tall.Height / context.Source.Height; i++)
        {
            var frame = frames.Make(i);
            gif.Add(frame.ToArray(), frame.Bands, delays.ElementAtOrDefault(i));
        }

        return (gif.Finish(), ready);
    }

    // The timing is read before any pixel: with the first of them libvips loses it where it is longer than a kilobyte of text.
    private static (VipsImage Tall, int[] Delays, int Loop) Open(NativeBuffer source, PipelineContext context)
    {
        var tall = context.Work.Own(Loader.Open(context.Source, source, shrink: 1, allFrames: true));
        return (tall, tall.GetInts("delay"), tall.GetInt("loop", 0));
    }

    private sealed class FrameByFrame(VipsImage tall, PipelineContext context, OwnColours? colours) : IDisposable
    {
        private readonly FrameResampler? resampler = Resample.ForFrames(tall, context);
        private int at = -1;
        private Work? work;
        private VipsImage? finished;

        public VipsImage Make(int index)
        {
            if (index == at)
            {
                return finished!;
            }

            at = index;
            var area = new Box(0, index * context.Source.Height, context.Source.Width, context.Source.Height);
            if (resampler is null)
            {
                Begin();
                var frame = work!.Own(tall.Extract(area.Left, area.Top, area.Width, area.Height));
                finished = Finish(Pipeline.Run(frame, context with { Work = work }));
                return finished;
            }

            tall.Read(area, Resampler.Strip, resampler.Add);
            if (resampler.Finish())
            {
                Begin();
                finished = Finish(Pipeline.RunScaled(Scaled(resampler), context with { Work = work! }));
            }

            return finished!;
        }

        public void Dispose()
        {
            work?.Dispose();
            resampler?.Dispose();
        }

        private void Begin()
        {
            work?.Dispose();
            work = context.Work.Begin();
        }

        private VipsImage Finish(VipsImage frame) => work!.Own(colours is null ? frame.CopyMemory() : colours.PutInto(frame));

        private VipsImage Scaled(FrameResampler frames)
        {
            var image = work!.Own(tall.NewLike(frames.Kept.Width, frames.Kept.Height, tall.Bands));
            var stride = frames.Scaled.Length / image.Height;
            for (var y = 0; y < image.Height; y++)
            {
                image.WriteRow(y, frames.Scaled.AsSpan(y * stride, stride));
            }

            return image;
        }
    }
}
