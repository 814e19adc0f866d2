using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;

namespace ImageFunctions.Imaging.ImageSharp;

/// <summary>What a picture's pixels make use of: what they do not is not written.</summary>
/// <param name="Grey">No pixel has a colour.</param>
/// <param name="Opaque">Nothing shines through.</param>
internal readonly record struct Shades(bool Grey, bool Opaque)
{
    /// <summary>Makes what is more than half transparent wholly so, and the rest opaque, as a GIF has it.</summary>
    public static void MakeAlphaHard(Image<Rgba32> image)
    {
        foreach (var frame in image.Frames)
        {
            frame.ProcessPixelRows(rows =>
            {
                for (var y = 0; y < rows.Height; y++)
                {
                    foreach (ref var pixel in rows.GetRowSpan(y))
                    {
                        pixel = pixel.A < 128 ? default : pixel with { A = byte.MaxValue };
                    }
                }
            });
        }
    }

    /// <summary>Looks at every pixel of every frame.</summary>
    public static Shades Of(Image<Rgba32> image)
    {
        var (grey, opaque) = (true, true);
        foreach (var frame in image.Frames)
        {
            frame.ProcessPixelRows(rows =>
            {
                for (var y = 0; y < rows.Height && (grey || opaque); y++)
                {
                    foreach (ref readonly var pixel in rows.GetRowSpan(y))
                    {
                        grey &= pixel.R == pixel.G && pixel.G == pixel.B;
                        opaque &= pixel.A == byte.MaxValue;
                    }
                }
            });
        }

        return new Shades(grey, opaque);
    }
}
