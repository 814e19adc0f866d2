using ImageFunctions.Imaging.Vips.Native;
using ImageFunctions.Requests;

namespace ImageFunctions.Imaging.Vips;

/// <summary>What a source's header says of it.</summary>
/// <param name="Kind">Its file format.</param>
/// <param name="Width">Of one frame as stored, in pixels.</param>
/// <param name="Height">Of one frame as stored, in pixels.</param>
/// <param name="Frames">1 for a still.</param>
/// <param name="Orientation">How it is to be turned.</param>
internal sealed record SourceInfo(SourceKind Kind, int Width, int Height, int Frames, Orientation Orientation)
{
    /// <summary>Channels as decoded, alpha included.</summary>
    public int Bands { get; init; } = 4;

    /// <summary>Of one sample as decoded.</summary>
    public int SampleBytes { get; init; } = 1;

    /// <summary>Whether it is stored in passes, each over the whole picture: such a one is decoded as a whole.</summary>
    public bool Interlaced { get; init; }

    /// <summary>Of one row of tiles, which is decoded at once; 0 without tiles.</summary>
    public long TileRowPixels { get; init; }

    /// <summary>Of one pixel as decoded.</summary>
    public int PixelBytes => Bands * SampleBytes;

    /// <summary>All frames together.</summary>
    public long Pixels => (long)Width * Height * Frames;

    /// <summary>Width when it stands upright.</summary>
    public int UprightWidth => Orientation.Swaps ? Height : Width;

    /// <summary>Height when it stands upright.</summary>
    public int UprightHeight => Orientation.Swaps ? Width : Height;

    /// <summary>Whether all its frames go into a variant of that format.</summary>
    public bool AnimatesAs(ImageFormat format) => Frames > 1 && format.CanAnimate;

    /// <summary>The sizes on the way to a variant.</summary>
    public Geometry GeometryFor(Dimension dimension) => Geometry.For(UprightWidth, UprightHeight, dimension);

    /// <summary>Reads it off an image of which only the header has been read.</summary>
    public static SourceInfo Of(SourceKind kind, VipsImage header) =>
        new(kind, header.Width, header.Height, IsAnimated(kind) ? Math.Max(1, header.Pages) : 1, new Orientation(header.Orientation))
        {
            Bands = header.Bands,
            SampleBytes = BytesOf(header.Format),
            Interlaced = header.GetInt("interlaced", 0) != 0,
            TileRowPixels = TileRow(header),
        };

    private static long TileRow(VipsImage header)
    {
        var (width, height) = ((long)header.GetInt("tile-width", 0), (long)header.GetInt("tile-height", 0));
        return width > 0 && height > 0 ? (header.Width + width - 1) / width * width * height : 0;
    }

    private static int BytesOf(VipsBandFormat format) => format switch
    {
        VipsBandFormat.UChar or VipsBandFormat.Char => 1,
        VipsBandFormat.UShort or VipsBandFormat.Short => 2,
        VipsBandFormat.UInt or VipsBandFormat.Int or VipsBandFormat.Float => 4,
        VipsBandFormat.DoubleComplex => 16,
        _ => 8,
    };

    // Pages of a TIFF or pictures of a HEIF are no frames: only the first is ever decoded.
    private static bool IsAnimated(SourceKind kind) => kind is SourceKind.Gif or SourceKind.WebP;
}
