using System.Runtime.Intrinsics;

namespace ImageFunctions.Imaging.Gif;

/// <summary>
/// Puts places of a table for colours. What a pixel's place errs is passed on to its neighbours (Floyd and Steinberg), but not into
/// pixels that stay as they are: those would flicker.
/// </summary>
/// <param name="width">Of the whole picture.</param>
/// <param name="height">Of the whole picture.</param>
/// <param name="strength">Sixteenths of an error that are passed on.</param>
internal sealed class Remapper(int width, int height, int strength)
{
    private const short Unknown = -1;

    // What errs no more is not passed on: flat ground stays flat.
    private const int Negligible = 2;
    private const int MostError = 48; // where the table has nothing near, it would smear

    private readonly short[] shown = NewShown(width * height); // the place in the table of now that each pixel shows
    private readonly byte[] one = new byte[width * height];
    private readonly byte[] other = new byte[width * height];
    private Vector128<int>[] errors = new Vector128<int>[width + 2];
    private Vector128<int>[] below = new Vector128<int>[width + 2];
    private int count;
    private (uint Colour, short Place) flat; // the latest colour that several pixels in a row have, and its place if the table has it

    /// <summary>A symbol for each pixel of the frame.</summary>
    public ReadOnlySpan<byte> One => one.AsSpan(0, count);

    /// <summary>Another that shows the same, or the same again.</summary>
    public ReadOnlySpan<byte> Other => other.AsSpan(0, count);

    /// <summary>Maps a frame.</summary>
    /// <param name="pixels">Of the area: colours, or 0 where a pixel stays as it was.</param>
    /// <param name="area">Where they stand.</param>
    /// <param name="table">The colours there are.</param>
    /// <returns>Whether any pixel is left out.</returns>
    public bool Map(ReadOnlySpan<uint> pixels, Box area, GifTable table)
    {
        (count, flat) = (pixels.Length, default);
        Array.Clear(below);
        var hasHoles = false;
        for (var y = 0; y < area.Height; y++)
        {
            (errors, below) = (below, errors);
            Array.Clear(below);
            var at = y * area.Width;
            hasHoles |= MapRow(pixels.Slice(at, area.Width), shown.AsSpan(((area.Top + y) * width) + area.Left, area.Width), at, table);
        }

        return hasHoles;
    }

    /// <summary>The area has become transparent.</summary>
    public void Clear(Box area)
    {
        for (var y = area.Top; y < area.Top + area.Height; y++)
        {
            shown.AsSpan((y * width) + area.Left, area.Width).Fill(Unknown);
        }
    }

    /// <summary>Another table will be used.</summary>
    public void Forget() => Array.Fill(shown, Unknown);

    private static short[] NewShown(int length)
    {
        var shown = new short[length];
        Array.Fill(shown, Unknown);
        return shown;
    }

    private bool MapRow(ReadOnlySpan<uint> row, Span<short> shownRow, int at, GifTable table)
    {
        var hasHoles = false;
        for (var x = 0; x < row.Length; x++)
        {
            if (row[x] != 0)
            {
                var same = x > 0 && row[x] == row[x - 1] ? Flat(row[x], table) : Unknown;
                var place = same == Unknown ? Dither(row[x], x, table) : (byte)same;
                (one[at + x], other[at + x]) = (shownRow[x] == place ? table.Transparent : place, place);
                shownRow[x] = place;
            }
            else
            {
                one[at + x] = table.Transparent;
                other[at + x] = shownRow[x] == Unknown ? table.Transparent : (byte)shownRow[x];
            }

            hasHoles |= one[at + x] == table.Transparent;
        }

        return hasHoles;
    }

    // The nearest, not only by six bits, so that ground of one colour keeps it.
    private short Flat(uint colour, GifTable table)
    {
        if (flat.Colour != colour)
        {
            flat = (colour, Near(colour, table));
        }

        return flat.Place;
    }

    private static short Near(uint colour, GifTable table)
    {
        var own = GifTable.Channels(colour);
        var (place, _) = table.Nearest(Vector128.ConvertToSingle(own).AsVector3());
        return Vector128.GreaterThanAny(Vector128.Abs(own - table.Channels(place)), Vector128.Create(Negligible)) ? Unknown : (short)place;
    }

    // Errors are kept in sixteenths; place x of a row stands at x + 1.
    private byte Dither(uint colour, int x, GifTable table)
    {
        var with = GifTable.Channels(colour) + ((errors[x + 1] + Vector128.Create(8)) >> 4);
        var target = Vector128.Min(Vector128.Max(with, Vector128<int>.Zero), Vector128.Create(255));
        var place = table.PlaceNear(target[0], target[1], target[2]);
        var error = with - table.Channels(place);
        if (Vector128.GreaterThanAny(Vector128.Abs(error), Vector128.Create(Negligible)))
        {
            error = Vector128.Min(Vector128.Max(error, Vector128.Create(-MostError)), Vector128.Create(MostError)) * strength >> 4;
            errors[x + 2] += error * 7;
            below[x] += error * 3;
            below[x + 1] += error * 5;
            below[x + 2] += error;
        }

        return place;
    }
}
