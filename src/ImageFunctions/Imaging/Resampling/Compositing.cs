namespace ImageFunctions.Imaging.Resampling;

/// <summary>Lays rows of 8-bit pixels with straight alpha over others, mixing light as glass does, not sRGB's numbers.</summary>
internal static class Compositing
{
    /// <summary>Lays a row on a colour; the result has no alpha.</summary>
    /// <param name="row">Colours and alpha.</param>
    /// <param name="ground">As many samples as a pixel has colours.</param>
    /// <param name="result">Colours.</param>
    public static void Flatten(ReadOnlySpan<byte> row, ReadOnlySpan<byte> ground, Span<byte> result)
    {
        var colours = ground.Length;
        for (int from = 0, to = 0; to < result.Length; from += colours + 1, to += colours)
        {
            var alpha = row[from + colours] / (float)byte.MaxValue;
            for (var i = 0; i < colours; i++)
            {
                result[to + i] = Mix(row[from + i], ground[i], alpha);
            }
        }
    }

    /// <summary>Lays pixels of four bands over others of three or four.</summary>
    /// <param name="over">Red, green, blue, alpha.</param>
    /// <param name="opacity">What the alpha is multiplied by.</param>
    /// <param name="ground">As many pixels, changed in place.</param>
    /// <param name="bands">Of the ground: 3, or 4 with alpha.</param>
    public static void LayOver(ReadOnlySpan<byte> over, float opacity, Span<byte> ground, int bands)
    {
        for (int from = 0, to = 0; from < over.Length; from += 4, to += bands)
        {
            var alpha = over[from + 3] * opacity / byte.MaxValue;
            if (alpha == 0)
            {
                continue;
            }

            var below = bands == 4 ? ground[to + 3] / (float)byte.MaxValue : 1;
            var covered = alpha + (below * (1 - alpha));
            for (var i = 0; i < 3; i++)
            {
                ground[to + i] = Mix(over[from + i], ground[to + i], alpha / covered);
            }

            if (bands == 4)
            {
                ground[to + 3] = (byte)((covered * byte.MaxValue) + 0.5f);
            }
        }
    }

    private static byte Mix(byte over, byte ground, float share)
    {
        var light = (SrgbCurve.Light[over] * share) + (SrgbCurve.Light[ground] * (1 - share));
        return SrgbCurve.Encoded[(int)((light * SrgbCurve.Finest) + 0.5f)];
    }
}
