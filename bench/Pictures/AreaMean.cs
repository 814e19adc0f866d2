namespace ImageFunctions.Pictures;

/// <summary>Scales by plain averaging of what lies below each pixel: a reference that no engine has a part in.</summary>
internal static class AreaMean
{
    /// <summary>What covers a box, centred.</summary>
    public static PixelBuffer Cover(PixelBuffer picture, int width, int height)
    {
        var scale = Math.Max((double)width / picture.Width, (double)height / picture.Height);
        var (left, top) = ((picture.Width - (width / scale)) / 2, (picture.Height - (height / scale)) / 2);
        var samples = new byte[width * height * picture.Bands];
        for (var y = 0; y < height; y++)
        {
            var (firstRow, lastRow) = Span(top + (y / scale), 1 / scale, picture.Height);
            for (var x = 0; x < width; x++)
            {
                var (firstColumn, lastColumn) = Span(left + (x / scale), 1 / scale, picture.Width);
                for (var band = 0; band < picture.Bands; band++)
                {
                    long sum = 0;
                    for (var row = firstRow; row <= lastRow; row++)
                    {
                        for (var column = firstColumn; column <= lastColumn; column++)
                        {
                            sum += picture[column, row, band];
                        }
                    }

                    samples[(((y * width) + x) * picture.Bands) + band] = (byte)Math.Round((double)sum / (lastRow - firstRow + 1) / (lastColumn - firstColumn + 1));
                }
            }
        }

        return new PixelBuffer(width, height, picture.Bands, samples);
    }

    // Whole pixels whose middle lies within; at least one.
    private static (int First, int Last) Span(double start, double length, int side)
    {
        var first = Math.Clamp((int)Math.Ceiling(start - 0.5), 0, side - 1);
        return (first, Math.Clamp((int)Math.Ceiling(start + length - 0.5) - 1, first, side - 1));
    }
}
