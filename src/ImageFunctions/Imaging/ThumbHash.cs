namespace ImageFunctions.Imaging;

/// <summary>
/// A picture in at most 25 bytes: the lowest frequencies of its lightness, two colour differences and alpha, four bits each
/// (https://evanw.github.io/thumbhash/). A page draws it before the picture is there.
/// </summary>
internal static class ThumbHash
{
    /// <summary>Longest side that is hashed, in pixels: more shows nothing.</summary>
    public const int MaxSide = 100;

    /// <summary>Hashes a picture.</summary>
    /// <param name="width">In pixels, at most <see cref="MaxSide"/>.</param>
    /// <param name="height">In pixels, at most <see cref="MaxSide"/>.</param>
    /// <param name="rgba">Four bytes a pixel, sRGB with straight alpha, row by row.</param>
    public static byte[] Of(int width, int height, ReadOnlySpan<byte> rgba)
    {
        var average = Average(rgba, out var alphaSum);
        var pixels = width * height;
        var hasAlpha = alphaSum < pixels;
        var longest = Math.Max(width, height);
        var most = hasAlpha ? 5.0 : 7.0;
        var across = Math.Max(1, Round(most * width / longest));
        var down = Math.Max(1, Round(most * height / longest));

        var planes = Planes(pixels, rgba, average);
        var lightness = Channel.Of(planes[0], width, height, Math.Max(3, across), Math.Max(3, down));
        var yellowBlue = Channel.Of(planes[1], width, height, 3, 3);
        var redGreen = Channel.Of(planes[2], width, height, 3, 3);
        Channel? alpha = hasAlpha ? Channel.Of(planes[3], width, height, 5, 5) : null;

        var isLandscape = width > height;
        var first = Round(63 * lightness.Mean)
            | (Round(31.5 + (31.5 * yellowBlue.Mean)) << 6)
            | (Round(31.5 + (31.5 * redGreen.Mean)) << 12)
            | (Round(31 * lightness.Scale) << 18) | ((hasAlpha ? 1 : 0) << 23);
        var second = (isLandscape ? down : across)
            | (Round(63 * yellowBlue.Scale) << 3)
            | (Round(63 * redGreen.Scale) << 9)
            | ((isLandscape ? 1 : 0) << 15);
        List<byte> hash = [(byte)first, (byte)(first >> 8), (byte)(first >> 16), (byte)second, (byte)(second >> 8)];
        if (alpha is { } opacity)
        {
            hash.Add((byte)(Round(15 * opacity.Mean) | (Round(15 * opacity.Scale) << 4)));
        }

        IEnumerable<double> waves = lightness.Waves.Concat(yellowBlue.Waves).Concat(redGreen.Waves).Concat(alpha?.Waves ?? []);
        hash.AddRange(
            waves.Select(wave => Round(15 * wave)).Chunk(2).Select(pair => (byte)(pair[0] | (pair.Length > 1 ? pair[1] << 4 : 0))));
        return [.. hash];
    }

    // Of the colours, weighted by alpha, and the alpha of all pixels together.
    private static (double Red, double Green, double Blue) Average(ReadOnlySpan<byte> rgba, out double alphaSum)
    {
        double red = 0, green = 0, blue = 0, sum = 0;
        for (var i = 0; i < rgba.Length; i += 4)
        {
            var alpha = rgba[i + 3] / 255.0;
            red += alpha / 255 * rgba[i];
            green += alpha / 255 * rgba[i + 1];
            blue += alpha / 255 * rgba[i + 2];
            sum += alpha;
        }

        alphaSum = sum;
        return sum > 0 ? (red / sum, green / sum, blue / sum) : (red, green, blue);
    }

    // Lightness, yellow against blue, red against green, alpha; what is transparent has the average colour.
    private static double[][] Planes(int pixels, ReadOnlySpan<byte> rgba, (double Red, double Green, double Blue) average)
    {
        double[][] planes = [new double[pixels], new double[pixels], new double[pixels], new double[pixels]];
        for (int pixel = 0, i = 0; pixel < pixels; pixel++, i += 4)
        {
            var alpha = rgba[i + 3] / 255.0;
            var red = (average.Red * (1 - alpha)) + (alpha / 255 * rgba[i]);
            var green = (average.Green * (1 - alpha)) + (alpha / 255 * rgba[i + 1]);
            var blue = (average.Blue * (1 - alpha)) + (alpha / 255 * rgba[i + 2]);
            planes[0][pixel] = (red + green + blue) / 3;
            planes[1][pixel] = ((red + green) / 2) - blue;
            planes[2][pixel] = red - green;
            planes[3][pixel] = alpha;
        }

        return planes;
    }

    private static int Round(double value) => (int)Math.Floor(value + 0.5);

    // A discrete cosine transform of which only the corner of low frequencies is kept.
    private readonly record struct Channel(double Mean, double Scale, IReadOnlyList<double> Waves)
    {
        public static Channel Of(double[] plane, int width, int height, int across, int down)
        {
            double mean = 0, scale = 0;
            var waves = new List<double>();
            for (var y = 0; y < down; y++)
            {
                for (var x = 0; x * down < across * (down - y); x++)
                {
                    var wave = Correlate(plane, width, height, x, y);
                    if (x == 0 && y == 0)
                    {
                        mean = wave;
                        continue;
                    }

                    waves.Add(wave);
                    scale = Math.Max(scale, Math.Abs(wave));
                }
            }

            return new Channel(mean, scale, scale > 0 ? [.. waves.Select(wave => 0.5 + (0.5 / scale * wave))] : waves);
        }

        private static double Correlate(double[] plane, int width, int height, int x, int y)
        {
            Span<double> horizontal = stackalloc double[width];
            for (var column = 0; column < width; column++)
            {
                horizontal[column] = Math.Cos(Math.PI / width * x * (column + 0.5));
            }

            double sum = 0;
            for (var row = 0; row < height; row++)
            {
                var vertical = Math.Cos(Math.PI / height * y * (row + 0.5));
                for (var column = 0; column < width; column++)
                {
                    sum += plane[column + (row * width)] * horizontal[column] * vertical;
                }
            }

            return sum / (width * height);
        }
    }
}
