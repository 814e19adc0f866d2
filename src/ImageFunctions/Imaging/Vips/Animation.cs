using ImageFunctions.Imaging.Vips.Native;

namespace ImageFunctions.Imaging.Vips;

/// <summary>
/// Runs the pipeline for every frame of an animation by itself, so that no frame bleeds into its neighbour, and keeps its timing.
/// libvips holds an animation as one tall image, its frames one below the other.
/// </summary>
internal static class Animation
{
    /// <summary>The whole animation, its pixels yet to be computed.</summary>
    public static VipsImage Run(NativeBuffer source, PipelineContext context)
    {
        var (info, work) = (context.Source, context.Work);
        var tall = work.Own(Loader.Open(info, source, shrink: 1, allFrames: true));
        var frames = work.Own(new FrameByFrame(tall, context));
        var first = frames.Make(0);
        var animation = VipsPixels.Column(first, tall.Height / info.Height, frames.Make, work);
        animation.Set("page-height", first.Height);
        return animation;
    }

    private sealed class FrameByFrame(VipsImage tall, PipelineContext context) : IDisposable
    {
        private int at = -1;
        private Work? work;
        private VipsImage? finished;

        public VipsImage Make(int index)
        {
            if (index == at)
            {
                return finished!;
            }

            Dispose();
            work = context.Work.Begin();
            var frame = work.Own(tall.Extract(0, index * context.Source.Height, context.Source.Width, context.Source.Height));
            (finished, at) = (work.Own(Pipeline.Run(frame, context with { Work = work }).CopyMemory()), index);
            return finished;
        }

        public void Dispose()
        {
            work?.Dispose();
            (work, at) = (null, -1);
        }
    }
}
