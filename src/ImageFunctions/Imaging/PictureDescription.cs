using ImageFunctions.Requests;
using ImageFunctions.Settings;

namespace ImageFunctions.Imaging;

/// <summary>What a page wants to know of an original before it is there.</summary>
/// <param name="Source">What its header says.</param>
/// <param name="Colour">The colour that most of it has.</param>
/// <param name="ThumbHash">See <see cref="Imaging.ThumbHash"/>.</param>
/// <param name="Placeholder">A WebP with sides of 16 pixels at most.</param>
internal sealed record PictureDescription(SourceInfo Source, Colour Colour, byte[] ThumbHash, byte[] Placeholder)
{
    private const int PlaceholderSide = 16;
    private const int BinBits = 4;

    /// <summary>The still pixels that are hashed.</summary>
    public static Target Hashed { get; } = new(Dimension.Inside(Imaging.ThumbHash.MaxSide), ImageFormat.Png);

    /// <summary>The still pixels of the placeholder.</summary>
    public static Target Small { get; } = new(Dimension.Inside(PlaceholderSide), ImageFormat.Png);

    /// <summary>From the header and the two small pictures.</summary>
    /// <param name="source">What the header says.</param>
    /// <param name="hashed">The pixels of <see cref="Hashed"/>: four bytes each, sRGB with straight alpha.</param>
    /// <param name="placeholder"><see cref="Small"/> as WebP.</param>
    public static PictureDescription Of(SourceInfo source, (int Width, int Height, byte[] Rgba) hashed, byte[] placeholder) =>
        new(source, DominantColour(hashed.Rgba), Imaging.ThumbHash.Of(hashed.Width, hashed.Height, hashed.Rgba), placeholder);

    /// <summary>The mean of the most frequent of 4,096 groups of colours; transparent pixels do not count.</summary>
    /// <param name="rgba">Four bytes a pixel, straight alpha.</param>
    public static Colour DominantColour(ReadOnlySpan<byte> rgba)
    {
        var bins = new (long Weight, long Red, long Green, long Blue)[1 << (3 * BinBits)];
        for (var i = 0; i < rgba.Length; i += 4)
        {
            var (red, green, blue, alpha) = (rgba[i], rgba[i + 1], rgba[i + 2], rgba[i + 3]);
            ref var bin = ref bins[(red >> BinBits << (2 * BinBits)) | (green >> BinBits << BinBits) | (blue >> BinBits)];
            bin = (bin.Weight + alpha, bin.Red + (red * alpha), bin.Green + (green * alpha), bin.Blue + (blue * alpha));
        }

        var most = bins.MaxBy(bin => bin.Weight);
        return most.Weight == 0
            ? new Colour(0, 0, 0)
            : new Colour(Mean(most.Red, most.Weight), Mean(most.Green, most.Weight), Mean(most.Blue, most.Weight));
    }

    private static byte Mean(long sum, long weight) => (byte)((sum + (weight / 2)) / weight);
}
