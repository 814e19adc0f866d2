namespace Bench.Pictures;

/// <summary>
/// Structural similarity of two pictures of one size (Wang, Bovik, Sheikh, Simoncelli: "Image quality assessment", 2004), on each
/// channel of 8-bit sRGB, mean over windows of 8×8 that overlap by half. 1 is the same picture.
/// </summary>
internal static class Ssim
{
    private const int Window = 8;
    private const double C1 = 0.01 * 255 * 0.01 * 255;
    private const double C2 = 0.03 * 255 * 0.03 * 255;

    /// <summary>Compares two buffers of interleaved samples.</summary>
    /// <exception cref="ArgumentException">They are not of the same size.</exception>
    public static double Of(PixelBuffer a, PixelBuffer b)
    {
        if ((a.Width, a.Height, a.Bands) != (b.Width, b.Height, b.Bands))
        {
            throw new ArgumentException($"{a} and {b} cannot be compared.");
        }

        double sum = 0;
        var windows = 0;
        for (var band = 0; band < a.Bands; band++)
        {
            for (var y = 0; y == 0 || y + Window <= a.Height; y += Window / 2)
            {
                for (var x = 0; x == 0 || x + Window <= a.Width; x += Window / 2)
                {
                    sum += OfWindow(a, b, band, x, y);
                    windows++;
                }
            }
        }

        return sum / windows;
    }

    private static double OfWindow(PixelBuffer a, PixelBuffer b, int band, int left, int top)
    {
        double sumA = 0, sumB = 0, squareA = 0, squareB = 0, product = 0;
        var count = 0;
        for (var y = top; y < Math.Min(top + Window, a.Height); y++)
        {
            for (var x = left; x < Math.Min(left + Window, a.Width); x++, count++)
            {
                double sampleA = a[x, y, band], sampleB = b[x, y, band];
                sumA += sampleA;
                sumB += sampleB;
                squareA += sampleA * sampleA;
                squareB += sampleB * sampleB;
                product += sampleA * sampleB;
            }
        }

        var (meanA, meanB) = (sumA / count, sumB / count);
        var (varianceA, varianceB) = ((squareA / count) - (meanA * meanA), (squareB / count) - (meanB * meanB));
        var covariance = (product / count) - (meanA * meanB);
        return ((2 * meanA * meanB) + C1) * ((2 * covariance) + C2)
            / (((meanA * meanA) + (meanB * meanB) + C1) * (varianceA + varianceB + C2));
    }
}
