using ImageFunctions.Imaging.Vips.Native;

namespace ImageFunctions.Imaging.Vips;

/// <summary>What a source's header says of it.</summary>
/// <param name="Kind">Its file format.</param>
/// <param name="Width">Of one frame as stored, in pixels.</param>
/// <param name="Height">Of one frame as stored, in pixels.</param>
/// <param name="Frames">1 for a still.</param>
/// <param name="Orientation">How it is to be turned.</param>
internal sealed record SourceInfo(SourceKind Kind, int Width, int Height, int Frames, Orientation Orientation)
{
    /// <summary>All frames together.</summary>
    public long Pixels => (long)Width * Height * Frames;

    /// <summary>Width when it stands upright.</summary>
    public int UprightWidth => Orientation.Swaps ? Height : Width;

    /// <summary>Height when it stands upright.</summary>
    public int UprightHeight => Orientation.Swaps ? Width : Height;

    /// <summary>Reads it off an image of which only the header has been read.</summary>
    public static SourceInfo Of(SourceKind kind, VipsImage header) =>
        new(kind, header.Width, header.Height, IsAnimated(kind) ? Math.Max(1, header.Pages) : 1, new Orientation(header.Orientation));

    // Pages of a TIFF or pictures of a HEIF are no frames: only the first is ever decoded.
    private static bool IsAnimated(SourceKind kind) => kind is SourceKind.Gif or SourceKind.WebP;
}
