namespace ImageFunctions.Imaging.Resampling;

/// <summary>
/// Scales the frames of an animation one after the other: of each only the rectangle around what differs from the frame before.
/// </summary>
internal sealed class FrameResampler : IDisposable
{
    private readonly PixelLayout layout;
    private readonly int width;
    private readonly int height;
    private readonly int scaledWidth;
    private readonly int scaledHeight;
    private readonly FilterAxis across;
    private readonly FilterAxis down;
    private readonly NativeBuffer canvas;
    private bool isFirst = true;
    private int row;
    private int left = int.MaxValue;
    private int top = int.MaxValue;
    private int right;
    private int bottom;

    /// <summary>Prepares for frames of one size.</summary>
    /// <param name="layout">Of their pixels.</param>
    /// <param name="width">Of a frame.</param>
    /// <param name="height">Of a frame.</param>
    /// <param name="scaledWidth">Of the whole result.</param>
    /// <param name="scaledHeight">Of the whole result.</param>
    /// <param name="kept">What is wanted of it.</param>
    public FrameResampler(PixelLayout layout, int width, int height, int scaledWidth, int scaledHeight, Box kept)
    {
        (this.layout, this.width, this.height, Kept) = (layout, width, height, kept);
        (this.scaledWidth, this.scaledHeight) = (scaledWidth, scaledHeight);
        across = new FilterAxis(width, width, scaledWidth, kept.Left, kept.Width);
        down = Down(new Box(0, 0, kept.Width, kept.Height));
        canvas = new NativeBuffer(checked(width * height * layout.Bytes));
        Scaled = new byte[kept.Width * kept.Height * layout.Bytes];
    }

    /// <summary>What is wanted of the whole result.</summary>
    public Box Kept { get; }

    /// <summary>That part of the latest frame, row by row.</summary>
    public byte[] Scaled { get; }

    /// <summary>The next rows of the frame, from its top on.</summary>
    public void Add(PixelRows rows)
    {
        var (length, bytes) = (width * layout.Bytes, layout.Bytes);
        for (var i = 0; i < rows.Count; i++, row++)
        {
            var now = rows[i];
            var before = canvas.GetSpan().Slice(row * length, length);
            var same = isFirst ? 0 : now.CommonPrefixLength(before);
            if (same == length)
            {
                continue;
            }

            var last = length - 1;
            while (!isFirst && now[last] == before[last])
            {
                last--;
            }

            (left, right) = (Math.Min(left, same / bytes), Math.Max(right, (last / bytes) + 1));
            (top, bottom) = (Math.Min(top, row), row + 1);
            now.CopyTo(before);
        }
    }

    /// <summary>The frame is complete.</summary>
    /// <returns>Whether the result differs from that of the frame before.</returns>
    public bool Finish()
    {
        var (fromX, toX) = Reached(across, left, right);
        var (fromY, toY) = Reached(down, top, bottom);
        (left, top, right, bottom, row, isFirst) = (int.MaxValue, int.MaxValue, 0, 0, 0, false);
        if (fromX == toX || fromY == toY)
        {
            return false;
        }

        Scale(new Box(fromX, fromY, toX - fromX, toY - fromY));
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => ((IDisposable)canvas).Dispose();

    private FilterAxis Down(Box area) => new(
        height, height, scaledHeight, Kept.Top + area.Top, area.Height, FilterAxis.BlockFor((double)height / scaledHeight));

    // Which samples of the result those of the source from one to before another are a part of.
    private static (int From, int To) Reached(FilterAxis axis, int from, int to)
    {
        (from, to) = (from / axis.Block, (to + axis.Block - 1) / axis.Block);
        var (first, end) = (0, axis.Length);
        while (first < end && axis.Last(first) <= from)
        {
            first++;
        }

        while (end > first && axis.First(end - 1) >= to)
        {
            end--;
        }

        return (first, end);
    }

    private void Scale(Box area)
    {
        var acrossArea = new FilterAxis(width, width, scaledWidth, Kept.Left + area.Left, area.Width);
        var downArea = Down(area);
        using var resampler = new Resampler(layout, acrossArea, downArea, (y, pixels) =>
            pixels.CopyTo(Scaled.AsSpan((((area.Top + y) * Kept.Width) + area.Left) * layout.Bytes)));
        var first = ((downArea.SourceStart * width) + acrossArea.SourceStart) * layout.Bytes;
        resampler.Add(new PixelRows(
            canvas.GetSpan()[first..],
            (acrossArea.SourceEnd - acrossArea.SourceStart) * layout.Bytes,
            downArea.SourceEnd - downArea.SourceStart,
            width * layout.Bytes));
    }
}
