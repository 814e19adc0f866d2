using ImageFunctions.Requests;
using ImageFunctions.Settings;

namespace ImageFunctions.Imaging;

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

    /// <summary>Whether its samples mean sRGB or grey when no profile says otherwise, as those of a variant do.</summary>
    public bool IsRgbOrGrey { get; init; } = true;

    /// <summary>Whether its numbers are samples of a picture, and not measurements, labels or heights,
    /// which have no colour to show.</summary>
    public bool IsPicture { get; init; } = true;

    /// <inheritdoc cref="HdrCoding"/>
    public HdrCoding? Hdr { get; init; }

    /// <summary>
    /// The profile that its code points mean, which goes before one that the file carries: empty for sRGB's; null where they say nothing.
    /// </summary>
    public byte[]? CodedProfile { get; init; }

    /// <summary>How its samples mean Lab; null where they do not.</summary>
    public LabCoding? Lab { get; init; }

    /// <summary>Whether its samples become sRGB before it is scaled, for which all of it is held.</summary>
    public bool IsConvertedFirst => Hdr is not null || Lab is not null;

    /// <summary>Whether its colours are those of a table.</summary>
    public bool HasPalette { get; init; }

    /// <summary>Whether its profile's colours reach well beyond sRGB's.</summary>
    public bool HasWideGamut { get; init; }

    /// <summary>Of one row of tiles, which is decoded at once; 0 without tiles.</summary>
    public long TileRowPixels { get; init; }

    /// <summary>Of one pixel as decoded.</summary>
    public int PixelBytes => Bands * SampleBytes;

    /// <summary>All frames together.</summary>
    public long Pixels => (long)Width * Height * Frames;

    /// <summary>What is made for a target: one of the same shape with the original's own pixels where an animation would be enlarged,
    /// unless the settings want that; else the target.</summary>
    public Target AsMade(Target target, ImageOptions options)
    {
        if (options.EnlargeAnimations)
        {
            return target;
        }

        var geometry = GeometryFor(target.Dimension);
        var scale = Math.Max((double)geometry.ScaledWidth / UprightWidth, (double)geometry.ScaledHeight / UprightHeight);
        return scale > 1 && AnimatesAs(target.Format) ? target with { Dimension = target.Dimension.DividedBy(scale) } : target;
    }

    /// <summary>Width when it stands upright.</summary>
    public int UprightWidth => Orientation.Swaps ? Height : Width;

    /// <summary>Height when it stands upright.</summary>
    public int UprightHeight => Orientation.Swaps ? Width : Height;

    /// <summary>Whether all its frames go into a variant of that format.</summary>
    public bool AnimatesAs(ImageFormat format) => Frames > 1 && format.CanAnimate;

    /// <summary>The sizes on the way to a variant.</summary>
    public Geometry GeometryFor(Dimension dimension) => Geometry.For(UprightWidth, UprightHeight, dimension);
}

/// <summary>EXIF orientation: how the stored pixels are to be turned and mirrored to stand upright (CIPA DC-008, tag 0x0112).</summary>
/// <param name="Tag">1 to 8.</param>
internal readonly record struct Orientation(int Tag)
{
    /// <summary>Whether the stored pixels stand upright already.</summary>
    public bool IsUpright => Tag is < 2 or > 8;

    /// <summary>Whether width and height trade places.</summary>
    public bool Swaps => Tag is >= 5 and <= 8;

    /// <summary>Where a rectangle of the upright picture lies on the stored one.</summary>
    /// <param name="box">On the upright picture.</param>
    /// <param name="width">Of the upright picture.</param>
    /// <param name="height">Of the upright picture.</param>
    public Box ToStored(Box box, int width, int height)
    {
        var fromRight = width - box.Left - box.Width;
        var fromBottom = height - box.Top - box.Height;
        return Tag switch
        {
            2 => box with { Left = fromRight },
            3 => box with { Left = fromRight, Top = fromBottom },
            4 => box with { Top = fromBottom },
            5 => new Box(box.Top, box.Left, box.Height, box.Width),
            6 => new Box(box.Top, fromRight, box.Height, box.Width),
            7 => new Box(fromBottom, fromRight, box.Height, box.Width),
            8 => new Box(fromBottom, box.Left, box.Height, box.Width),
            _ => box,
        };
    }
}
