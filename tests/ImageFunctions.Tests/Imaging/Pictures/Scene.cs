using Bench.Pictures;
using ImageFunctions.Imaging.Resampling;

namespace ImageFunctions.Tests.Imaging.Pictures;

/// <summary>
/// A picture that is computed, not decoded: from it come the inputs, and, by plain averaging that shares nothing with libvips, the
/// references that variants are compared with. Colours are sRGB, alpha is straight.
/// </summary>
internal sealed class Scene(int width, int height, Func<double, double, (double Red, double Green, double Blue, double Alpha)> paint)
{
    private const int SamplesAcross = 4;

    /// <summary>480×360, with soft gradients, hard edges, saturated discs and fine stripes, no two corners alike.</summary>
    public static readonly Scene Colourful = new(480, 360, (x, y) =>
    {
        var (red, green, blue) = (60 + (150 * x), 60 + (130 * y), 190 - (120 * x * y));
        if (IsInDisc(x, y, 0.3, 0.35, 0.2))
        {
            (red, green, blue) = (215, 60, 50);
        }
        else if (IsInDisc(x, y, 0.68, 0.3, 0.14))
        {
            (red, green, blue) = (245, 215, 60);
        }
        else if (IsInDisc(x, y, 0.6, 0.72, 0.2))
        {
            var stripe = 30 * Math.Sin(x * 90);
            (red, green, blue) = (60 + stripe, 140 + stripe, 90 + stripe);
        }
        else if (x < 0.25 && y > 0.7)
        {
            (red, green, blue) = (240, 240, 235);
        }

        return (red, green, blue, 255);
    });

    /// <summary>The same in shades of grey.</summary>
    public static readonly Scene Grey = Colourful.Map((red, green, blue, alpha) =>
    {
        var grey = Math.Round((0.2126 * red) + (0.7152 * green) + (0.0722 * blue));
        return (grey, grey, grey, alpha);
    });

    /// <summary>The same, transparent outside of a soft-edged disc; what is transparent is bright red,
    /// so that it shows if it bleeds.</summary>
    public static readonly Scene CutOut = WithCutOut(Colourful);

    /// <summary>Grey, with the same transparency over white.</summary>
    public static readonly Scene GreyCutOut = WithCutOut(Grey)
        .Map((red, green, blue, alpha) => alpha == 0 ? (255, 255, 255, alpha) : (green, green, green, alpha));

    /// <summary>Black and white areas.</summary>
    public static readonly Scene Bilevel = Colourful.Map((_, green, _, alpha) => green > 115 ? (255, 255, 255, alpha) : (0, 0, 0, alpha));

    /// <summary>A few flat colours, far apart: exact in any palette.</summary>
    public static readonly Scene Flat = Colourful.Map((red, green, blue, alpha) =>
        (Posterize(red), Posterize(green), Posterize(blue), alpha));

    public int Width => width;

    public int Height => height;

    /// <summary>The pixels, as an input is encoded from: interleaved, three bands or four.</summary>
    public PixelBuffer Pixels(bool withAlpha = false)
    {
        var bands = withAlpha ? 4 : 3;
        var samples = new byte[width * height * bands];
        for (var i = 0; i < width * height; i++)
        {
            var (red, green, blue, alpha) = At(i % width, i / width);
            ReadOnlySpan<double> colour = [red, green, blue, alpha];
            for (var band = 0; band < bands; band++)
            {
                samples[(i * bands) + band] = ToByte(colour[band]);
            }
        }

        return new PixelBuffer(width, height, bands, samples);
    }

    /// <summary>What covers a box, centred: each pixel the mean of the light of what lies below it, laid on a grey background.</summary>
    public PixelBuffer Cover(int boxWidth, int boxHeight, byte background)
    {
        var scale = Math.Max((double)boxWidth / width, (double)boxHeight / height);
        var (left, top) = ((width - (boxWidth / scale)) / 2, (height - (boxHeight / scale)) / 2);
        var samples = new byte[boxWidth * boxHeight * 3];
        for (var y = 0; y < boxHeight; y++)
        {
            for (var x = 0; x < boxWidth; x++)
            {
                var mean = Mean(left + (x / scale), top + (y / scale), 1 / scale, background);
                (samples[((y * boxWidth) + x) * 3], samples[(((y * boxWidth) + x) * 3) + 1], samples[(((y * boxWidth) + x) * 3) + 2]) =
                    mean;
            }
        }

        return new PixelBuffer(boxWidth, boxHeight, 3, samples);
    }

    private (byte Red, byte Green, byte Blue) Mean(double left, double top, double side, byte background)
    {
        double red = 0, green = 0, blue = 0;
        for (var i = 0; i < SamplesAcross * SamplesAcross; i++)
        {
            var x = left + (((i % SamplesAcross) + 0.5) * side / SamplesAcross);
            var y = top + (((i / SamplesAcross) + 0.5) * side / SamplesAcross);
            var pixel = At(Math.Clamp((int)x, 0, width - 1), Math.Clamp((int)y, 0, height - 1));
            var alpha = pixel.Alpha / 255;
            red += (Light(pixel.Red) * alpha) + (Light(background) * (1 - alpha));
            green += (Light(pixel.Green) * alpha) + (Light(background) * (1 - alpha));
            blue += (Light(pixel.Blue) * alpha) + (Light(background) * (1 - alpha));
        }

        const double count = SamplesAcross * SamplesAcross;
        return (Number(red / count), Number(green / count), Number(blue / count));
    }

    /// <summary>One pixel's colour, 0–255.</summary>
    public (double Red, double Green, double Blue, double Alpha) At(int x, int y) => paint((x + 0.5) / width, (y + 0.5) / height);

    private Scene Map(Func<double, double, double, double, (double, double, double, double)> change) => new(width, height, (x, y) =>
    {
        var (red, green, blue, alpha) = paint(x, y);
        return change(red, green, blue, alpha);
    });

    private static Scene WithCutOut(Scene scene) => new(scene.Width, scene.Height, (x, y) =>
    {
        var (red, green, blue, _) = scene.At((int)(x * scene.Width), (int)(y * scene.Height));
        var distance = Math.Sqrt(((x - 0.5) * (x - 0.5)) + ((y - 0.5) * (y - 0.5) * 0.5625));
        var alpha = Math.Clamp((0.36 - distance) / 0.04, 0, 1) * 255;
        return alpha < 1 ? (255, 0, 0, 0) : (red, green, blue, alpha);
    });

    private static bool IsInDisc(double x, double y, double centreX, double centreY, double radius) =>
        ((x - centreX) * (x - centreX)) + ((y - centreY) * (y - centreY) * 0.5625) < radius * radius;

    private static double Posterize(double value) => Math.Round(value / 85) * 85;

    private static double Light(double number) => SrgbCurve.ToLight(number / 255);

    private static byte Number(double light) => ToByte(SrgbCurve.FromLight(light) * 255);

    private static byte ToByte(double value) => (byte)Math.Clamp(Math.Round(value), 0, 255);
}
