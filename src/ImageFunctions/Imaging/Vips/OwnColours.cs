using System.Runtime.InteropServices;
using ImageFunctions.Imaging.Vips.Native;

namespace ImageFunctions.Imaging.Vips;

/// <summary>
/// The colours of a drawing that has few. Scaling gives its edges shades, which cost more bytes than all the rest where the coding is
/// lossless: put back into its own colours it is as small as it was, and as hard at its edges.
/// </summary>
internal sealed class OwnColours
{
    private const int Most = 256; // as many as a table in a file has
    private const int RowsAtOnce = 16;

    private readonly uint[] colours;
    private readonly Dictionary<uint, uint> nearest = [];

    private OwnColours(uint[] colours) => this.colours = colours;

    /// <summary>Those of a picture, read from its first row to its last; null where they are many, or are not sRGB's.</summary>
    public static OwnColours? Of(VipsImage picture)
    {
        if (picture.Format != VipsBandFormat.UChar || picture.Bands is not (3 or 4) || picture.Has("icc-profile-data"))
        {
            return null;
        }

        HashSet<uint> found = [];
        for (var y = 0; y < picture.Height && found.Count <= Most; y += RowsAtOnce)
        {
            var rows = Math.Min(RowsAtOnce, picture.Height - y);
            picture.Read(new Box(0, y, picture.Width, rows), rows, pixels =>
            {
                for (var i = 0; i < pixels.Count; i++)
                {
                    Add(pixels[i], picture.Bands, found);
                }
            });
        }

        return found.Count <= Most ? new OwnColours([.. found.Order()]) : null;
    }

    /// <summary>The picture with the nearest of these colours for each pixel.</summary>
    public VipsImage PutInto(VipsImage finished)
    {
        var row = new byte[finished.Width * finished.Bands];
        return finished.MapRows(finished.Bands, (_, pixels) =>
        {
            for (var at = 0; at < row.Length; at += finished.Bands)
            {
                var colour = NearestTo(Pack(pixels.Slice(at, finished.Bands)));
                MemoryMarshal.AsBytes(new ReadOnlySpan<uint>(in colour))[..finished.Bands].CopyTo(row.AsSpan(at));
            }

            return row;
        });
    }

    private static void Add(ReadOnlySpan<byte> pixels, int bands, HashSet<uint> found)
    {
        var last = 0u;
        for (var at = 0; at < pixels.Length && found.Count <= Most; at += bands)
        {
            var colour = Pack(pixels.Slice(at, bands));
            if (colour != last || at == 0)
            {
                found.Add(last = colour);
            }
        }
    }

    // Red in the lowest byte, alpha in the highest; what is transparent has no colour.
    private static uint Pack(ReadOnlySpan<byte> pixel)
    {
        var alpha = pixel.Length == 4 ? pixel[3] : byte.MaxValue;
        return alpha == 0 ? 0 : pixel[0] | ((uint)pixel[1] << 8) | ((uint)pixel[2] << 16) | ((uint)alpha << 24);
    }

    private uint NearestTo(uint colour)
    {
        ref var known = ref CollectionsMarshal.GetValueRefOrAddDefault(nearest, colour, out var isKnown);
        return isKnown ? known : known = colours.MinBy(other => Distance(colour, other));
    }

    private static int Distance(uint one, uint other)
    {
        var distance = 0;
        for (var shift = 0; shift <= 24; shift += 8)
        {
            var apart = Premultiplied(one, shift) - Premultiplied(other, shift);
            distance += apart * apart;
        }

        return distance;
    }

    private static int Premultiplied(uint colour, int shift)
    {
        var (sample, alpha) = ((int)(colour >> shift & 0xFF), (int)(colour >> 24));
        return shift == 24 ? alpha : sample * alpha / byte.MaxValue;
    }
}
