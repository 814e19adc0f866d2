namespace ImageFunctions.Imaging.Vips;

/// <summary>
/// Finds the best looking encoding that is not larger than the original. Those of the same look are tried first, then those that look
/// worse: by halving, down to the least loss that suffices; the last try is the least of all. What comes of it depends on pixels and
/// settings alone: tries are bounded by their number, and that by the pixels, never by a clock.
/// </summary>
internal static class EncodingSearch
{
    private const int MostTries = 8; // two of the same look, and six halvings: enough for all qualities there are
    private const long Milliseconds = 6000; // of CPU for all tries of a picture together

    /// <summary>The bytes to send.</summary>
    /// <param name="first">What the usual way gave.</param>
    /// <param name="limit">The original's bytes.</param>
    /// <param name="allowance">Bytes that it may take before anything is lost for fewer.</param>
    /// <param name="pixels">Of all frames.</param>
    /// <param name="ways">What can be tried.</param>
    public static byte[] Find(byte[] first, int limit, int allowance, long pixels, CheaperEncodings ways)
    {
        var (smallest, tries) = (first, TriesFor(pixels, ways.Cost));
        foreach (var way in ways.SameLook)
        {
            if (smallest.Length <= limit || tries-- <= 0)
            {
                return smallest;
            }

            smallest = Smaller(way(), smallest);
        }

        return smallest.Length <= allowance ? smallest : FindLesser(smallest, allowance, tries, ways.Lesser);
    }

    /// <summary>How many encodings are tried of so many pixels: none where a viewer would wait for long.</summary>
    public static int TriesFor(long pixels, int cost) =>
        (int)Math.Min(MostTries, Milliseconds * 1_000_000 / cost / Math.Max(1, pixels));

    private static byte[] FindLesser(byte[] smallest, int limit, int tries, IReadOnlyList<Func<byte[]?>> ways)
    {
        byte[]? fitting = null;
        var (best, worst) = (0, ways.Count - 1);
        for (; best <= worst && tries > 0; tries--)
        {
            var at = tries == 1 && fitting is null ? worst : (best + worst) / 2;
            var made = ways[at]();
            if (made?.Length <= limit)
            {
                (fitting, worst) = (made, at - 1);
            }
            else
            {
                (smallest, best) = (Smaller(made, smallest), at + 1);
            }
        }

        return fitting ?? smallest;
    }

    private static byte[] Smaller(byte[]? one, byte[] other) => one?.Length < other.Length ? one : other;
}
