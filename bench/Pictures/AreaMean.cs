namespace Bench.Pictures;

/// <summary>Makes a picture smaller by averaging exactly what lies below each pixel: a reference that no engine has a part in.</summary>
internal static class AreaMean
{
    /// <summary>What covers a box, centred.</summary>
    public static PixelBuffer Cover(PixelBuffer picture, int width, int height)
    {
        var scale = Math.Max((double)width / picture.Width, (double)height / picture.Height);
        var columns = Shares((picture.Width - (width / scale)) / 2, 1 / scale, width, picture.Width);
        var rows = Shares((picture.Height - (height / scale)) / 2, 1 / scale, height, picture.Height);
        var bands = picture.Bands;
        var narrow = new double[width * picture.Height * bands];
        for (var i = 0; i < narrow.Length; i++)
        {
            var (pixel, band) = Math.DivRem(i, bands);
            var (y, x) = Math.DivRem(pixel, width);
            var (first, shares) = columns[x];
            for (var j = 0; j < shares.Length; j++)
            {
                narrow[i] += shares[j] * picture[first + j, y, band];
            }
        }

        var samples = new byte[width * height * bands];
        for (var i = 0; i < samples.Length; i++)
        {
            var (y, inRow) = Math.DivRem(i, width * bands);
            var (first, shares) = rows[y];
            double sum = 0;
            for (var j = 0; j < shares.Length; j++)
            {
                sum += shares[j] * narrow[((first + j) * width * bands) + inRow];
            }

            samples[i] = (byte)Math.Round(sum);
        }

        return new PixelBuffer(width, height, bands, samples);
    }

    // For each pixel of the result along one side: the first that lies below it, and the share of each of them.
    private static (int First, double[] Shares)[] Shares(double start, double length, int count, int side)
    {
        var all = new (int, double[])[count];
        for (var i = 0; i < count; i++)
        {
            var (from, to) = (Math.Max(0, start + (i * length)), Math.Min(side, start + ((i + 1) * length)));
            var first = (int)from;
            var shares = new double[Math.Max(1, (int)Math.Ceiling(to) - first)];
            for (var j = 0; j < shares.Length; j++)
            {
                shares[j] = (Math.Min(to, first + j + 1) - Math.Max(from, first + j)) / (to - from);
            }

            all[i] = (first, shares);
        }

        return all;
    }
}
