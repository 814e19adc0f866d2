namespace Bench;

/// <summary>
/// Structural similarity (Wang, Bovik, Sheikh, Simoncelli: Image quality assessment, IEEE Transactions on Image Processing 13/4, 2004):
/// the mean over all 8×8 windows, with the paper's constants.
/// </summary>
internal static class Ssim
{
    private const int Window = 8;
    private const double C1 = 0.01 * 255 * 0.01 * 255;
    private const double C2 = 0.03 * 255 * 0.03 * 255;

    /// <summary>1 for equal pictures.</summary>
    /// <exception cref="ArgumentException">They differ in size.</exception>
    public static double Of(Luma one, Luma other)
    {
        if (one.Width != other.Width || one.Height != other.Height)
        {
            throw new ArgumentException($"Sizes differ: {one.Width}x{one.Height} and {other.Width}x{other.Height}.", nameof(other));
        }

        var (sum, windows) = (0.0, 0);
        for (var top = 0; top + Window <= one.Height; top++)
        {
            for (var left = 0; left + Window <= one.Width; left++)
            {
                sum += OfWindow(one, other, left, top);
                windows++;
            }
        }

        return sum / windows;
    }

    private static double OfWindow(Luma one, Luma other, int left, int top)
    {
        double x = 0, y = 0, xx = 0, yy = 0, xy = 0;
        for (var row = top; row < top + Window; row++)
        {
            for (var at = (row * one.Width) + left; at < (row * one.Width) + left + Window; at++)
            {
                double a = one.Values[at], b = other.Values[at];
                (x, y, xx, yy, xy) = (x + a, y + b, xx + (a * a), yy + (b * b), xy + (a * b));
            }
        }

        const double count = Window * Window;
        var (meanX, meanY) = (x / count, y / count);
        var (varianceX, varianceY, covariance) = ((xx / count) - (meanX * meanX), (yy / count) - (meanY * meanY), (xy / count) - (meanX * meanY));
        return ((2 * meanX * meanY) + C1) * ((2 * covariance) + C2)
            / (((meanX * meanX) + (meanY * meanY) + C1) * (varianceX + varianceY + C2));
    }
}
