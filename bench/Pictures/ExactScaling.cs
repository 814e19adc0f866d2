using ImageFunctions.Imaging.Resampling;

namespace Bench.Pictures;

/// <summary>
/// What the service's resampler is compared with: the same filters by their formulas, in double precision, in linear light, slowly. It
/// shares nothing with it but the sRGB curve's two formulas.
/// </summary>
internal static class ExactScaling
{
    /// <summary>Scales a picture; where its bands are 2 or 4, the last is alpha.</summary>
    public static PixelBuffer Scale(PixelBuffer picture, int width, int height) =>
        ToPixels(Light(picture, width, height), width, height, picture.Bands);

    /// <summary>The samples before they are rounded: 0 to 255.</summary>
    public static double[] Light(PixelBuffer picture, int width, int height)
    {
        var (bands, alpha) = (picture.Bands, picture.Bands % 2 == 0);
        var light = new double[picture.Samples.Length];
        for (var i = 0; i < light.Length; i++)
        {
            var last = (i / bands * bands) + bands - 1;
            var weight = alpha ? picture.Samples[last] / 255.0 : 1;
            light[i] = alpha && i == last ? weight : SrgbCurve.ToLight(picture.Samples[i] / 255.0) * weight;
        }

        var across = Along(light, picture.Width, width, 1, picture.Height, picture.Width, bands);
        var both = Along(across, picture.Height, height, width, width, 1, bands);
        for (var i = 0; i < both.Length; i++)
        {
            var last = (i / bands * bands) + bands - 1;
            if (!alpha || i != last)
            {
                both[i] = 255 * SrgbCurve.FromLight(Math.Clamp(alpha ? both[i] / Math.Max(both[last], 1e-9) : both[i], 0, 1));
            }
        }

        for (var i = bands - 1; alpha && i < both.Length; i += bands)
        {
            both[i] = Math.Clamp(both[i], 0, 1) * 255;
        }

        return both;
    }

    private static PixelBuffer ToPixels(double[] samples, int width, int height, int bands) =>
        new(width, height, bands, [.. samples.Select(sample => (byte)Math.Round(sample))]);

    // One axis: samples lie `step` pixels apart, `lines` such lines `stride` pixels apart.
    private static double[] Along(double[] from, int source, int scaled, int step, int lines, int stride, int bands)
    {
        var to = new double[from.Length / source * scaled];
        var ratio = (double)source / scaled;
        var stretch = Math.Max(1, ratio);
        var newStride = step == 1 ? scaled : stride;
        for (var index = 0; index < scaled; index++)
        {
            var centre = ((index + 0.5) * ratio) - 0.5;
            double total = 0;
            for (var i = (int)Math.Floor(centre - (3 * stretch)); i <= centre + (3 * stretch); i++)
            {
                var weight = ratio == 1 ? (i == index ? 1 : 0) : Filter((i - centre) / stretch, enlarges: ratio < 1);
                total += weight;
                for (var line = 0; weight != 0 && line < lines * bands; line++)
                {
                    var (number, band) = (line / bands, line % bands);
                    var pixel = (number * stride) + (Math.Clamp(i, 0, source - 1) * step);
                    to[(((number * newStride) + (index * step)) * bands) + band] += from[(pixel * bands) + band] * weight;
                }
            }

            for (var line = 0; line < lines * bands; line++)
            {
                to[(((line / bands * newStride) + (index * step)) * bands) + (line % bands)] /= total;
            }
        }

        return to;
    }

    private static double Filter(double x, bool enlarges)
    {
        x = Math.Abs(x);
        return (enlarges, x) switch
        {
            (_, 0) => 1,
            (true, < 1) => (((1.5 * x) - 2.5) * x * x) + 1,
            (true, < 2) => (((((-0.5 * x) + 2.5) * x) - 4) * x) + 2,
            (false, < 3) => 3 * Math.Sin(Math.PI * x) * Math.Sin(Math.PI * x / 3) / (Math.PI * Math.PI * x * x),
            _ => 0,
        };
    }
}
