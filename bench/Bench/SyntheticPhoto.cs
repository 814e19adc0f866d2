using ImageFunctions.Imaging.Vips;
using ImageFunctions.Pictures;
using ImageFunctions.Requests;
using ImageFunctions.Settings;

namespace Bench;

/// <summary>
/// A picture with a photo's mix of smooth areas, texture of every size and hard edges, so that measurements need no file. The same
/// every time.
/// </summary>
internal static class SyntheticPhoto
{
    private const int Octaves = 8;
    private const double GrainAmplitude = 0.08; // a sensor's noise: without it, 12 megapixels would be half a megabyte

    /// <summary>A JPEG as a camera writes it: 4:2:0, about 2 bits a pixel.</summary>
    public static byte[] Jpeg(int width, int height, ImageOptions options)
    {
        VipsLibrary.EnsureLoaded();
        var pixels = new byte[width * height * 3];
        Parallel.For(0, height, y => Fill(pixels.AsSpan(y * width * 3, width * 3), width, y));
        using var work = new Work(CancellationToken.None);
        var image = new PixelBuffer(width, height, 3, pixels).ToImage(work);
        return Encoder.Encode(image, ImageFormat.Jpeg, options with { JpegQuality = 92 }, withExif: false);
    }

    private static void Fill(Span<byte> row, int width, int y)
    {
        for (var x = 0; x < width; x++)
        {
            double value = 0, amplitude = 0.5;
            for (var octave = 0; octave < Octaves; octave++, amplitude *= 0.55)
            {
                value += amplitude * Noise(x, y, 1024 >> octave, octave);
            }

            value += GrainAmplitude * (Hash(x, y, 7) - 0.5);
            var edge = ((x / 500) + (y / 375)) % 2 == 0 && Noise(x, y, 400, 99) > 0.5 ? 0.25 : 0;
            for (var channel = 0; channel < 3; channel++)
            {
                var tint = 0.2 * Noise(x, y, 700, 50 + channel);
                row[(x * 3) + channel] = (byte)Math.Clamp(255 * ((value * 0.8) + edge + tint - 0.15), 0, 255);
            }
        }
    }

    // Value noise: hashes at the corners of a grid, blended smoothly in between.
    private static double Noise(int x, int y, int cell, int seed)
    {
        var (column, line) = (x / cell, y / cell);
        var (right, down) = (Smooth((double)(x % cell) / cell), Smooth((double)(y % cell) / cell));
        var top = Blend(Hash(column, line, seed), Hash(column + 1, line, seed), right);
        var bottom = Blend(Hash(column, line + 1, seed), Hash(column + 1, line + 1, seed), right);
        return Blend(top, bottom, down);
    }

    private static double Smooth(double t) => t * t * (3 - (2 * t));

    private static double Blend(double from, double to, double part) => from + ((to - from) * part);

    private static double Hash(int x, int y, int seed)
    {
        var h = unchecked((uint)((x * 374761393) + (y * 668265263) + (seed * 974711)));
        h = unchecked((h ^ (h >> 13)) * 1274126177);
        return (h ^ (h >> 16)) / (double)uint.MaxValue;
    }
}
