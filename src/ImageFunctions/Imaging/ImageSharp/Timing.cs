using ImageFunctions.Requests;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats.Gif;
using SixLabors.ImageSharp.Formats.Webp;
using SixLabors.ImageSharp.PixelFormats;

namespace ImageFunctions.Imaging.ImageSharp;

/// <summary>How an animation runs, whatever its format calls it.</summary>
/// <param name="Plays">How often it is shown; 0 for ever.</param>
/// <param name="Delays">From each frame to the next, in milliseconds.</param>
internal sealed record Timing(int Plays, IReadOnlyList<int> Delays)
{
    private const int GifTick = 10; // milliseconds

    /// <summary>Reads it off a decoded source. What is no animation plays once.</summary>
    public static Timing Read(Image<Rgba32> image, SourceKind kind) => kind switch
    {
        // A GIF says how often it is repeated after the first time; for ImageSharp 1 stands for one that does not say.
        SourceKind.Gif => new Timing(
            image.Metadata.GetGifMetadata().RepeatCount switch { var repeats when repeats > 1 => repeats + 1, var repeats => repeats },
            [.. image.Frames.Select(frame => frame.Metadata.GetGifMetadata().FrameDelay * GifTick)]),
        SourceKind.WebP => new Timing(
            image.Metadata.GetWebpMetadata().RepeatCount,
            [.. image.Frames.Select(frame => (int)frame.Metadata.GetWebpMetadata().FrameDelay)]),
        _ => new Timing(1, [.. image.Frames.Select(_ => 0)]),
    };

    /// <summary>Sets it for the format that is to be written. Each frame replaces the one before:
    /// decoded frames are whole pictures.</summary>
    public void Write(Image<Rgba32> image, ImageFormat format)
    {
        for (var i = 0; i < image.Frames.Count; i++)
        {
            if (format == ImageFormat.Gif)
            {
                WriteGif(image.Frames[i].Metadata.GetGifMetadata(), Delays[i]);
            }
            else if (format == ImageFormat.WebP)
            {
                var frame = image.Frames[i].Metadata.GetWebpMetadata();
                (frame.FrameDelay, frame.BlendMethod, frame.DisposalMethod) =
                    ((uint)Delays[i], WebpBlendMethod.Source, WebpDisposalMethod.DoNotDispose);
            }
        }

        image.Metadata.GetWebpMetadata().RepeatCount = (ushort)Math.Min(Plays, ushort.MaxValue);
        image.Metadata.GetGifMetadata().RepeatCount = (ushort)(Plays > 2 ? Plays - 1 : Plays); // 2 cannot be told from 1: it becomes 3
    }

    private static void WriteGif(GifFrameMetadata frame, int delay)
    {
        frame.FrameDelay = (int)Math.Round((double)delay / GifTick);
        frame.ColorTableMode = GifColorTableMode.Local;
        (frame.LocalColorTable, frame.HasTransparency) = (null, false); // of the original's palette
        frame.DisposalMethod = GifDisposalMethod.RestoreToBackground;
    }
}
