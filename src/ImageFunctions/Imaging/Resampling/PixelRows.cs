namespace ImageFunctions.Imaging.Resampling;

/// <summary>Rows of pixels in memory that is another's.</summary>
/// <param name="pixels">From the first row on.</param>
/// <param name="length">Of a row, in bytes.</param>
/// <param name="count">Rows.</param>
/// <param name="stride">From the beginning of a row to that of the next, in bytes.</param>
internal readonly ref struct PixelRows(ReadOnlySpan<byte> pixels, int length, int count, int stride)
{
    private readonly ReadOnlySpan<byte> pixels = pixels;

    /// <summary>Rows.</summary>
    public int Count => count;

    /// <summary>Some of these rows, and of each some bytes.</summary>
    public PixelRows Part(int firstByte, int bytes, int firstRow, int rows) =>
        new(pixels[((firstRow * stride) + firstByte)..], bytes, rows, stride);

    /// <summary>One row, from the top.</summary>
    public ReadOnlySpan<byte> this[int index] => pixels.Slice(index * stride, length);
}

/// <summary>Takes some rows; they are valid during the call.</summary>
internal delegate void RowReader(PixelRows rows);
