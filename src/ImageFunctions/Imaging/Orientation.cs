namespace ImageFunctions.Imaging;

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
