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
        var frames = new VipsImage[tall.Height / info.Height];
        for (var i = 0; i < frames.Length; i++)
        {
            frames[i] = Pipeline.Run(work.Own(tall.Extract(0, i * info.Height, info.Width, info.Height)), context);
        }

        var animation = work.Own(work.Own(VipsOperations.Tile(frames, across: 1)).Copy());
        animation.Set("page-height", frames[0].Height);
        return animation;
    }
}
