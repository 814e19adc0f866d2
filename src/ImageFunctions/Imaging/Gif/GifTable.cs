using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace ImageFunctions.Imaging.Gif;

/// <summary>A table of colours, and for any colour the place of the nearest in it.</summary>
internal sealed class GifTable
{
    /// <summary>One place of 256 is for what is transparent.</summary>
    public const int MostColours = 255;

    private const int BitsKept = 6; // of a channel's eight, when the nearest is looked up
    private const int Shift = 8 - BitsKept;
    private const float Far = 1e6f;

    /// <summary>How much a difference counts: green is seen best.</summary>
    public static readonly Vector3 Weights = new(0.6f, 1, 0.5f);

    private readonly uint[] colours;
    private readonly float[] reds;
    private readonly float[] greens;
    private readonly float[] blues;
    private readonly short[] nearest = new short[1 << (3 * BitsKept)];
    private readonly Vector128<int>[] channels;

    /// <summary>Takes colours.</summary>
    /// <param name="colours">At most <see cref="MostColours"/>: red in the lowest byte, alpha, which is full, in the highest.</param>
    public GifTable(uint[] colours)
    {
        (this.colours, channels) = (colours, [.. colours.Select(Channels)]);
        var padded = (Math.Max(1, colours.Length) + Vector<float>.Count - 1) / Vector<float>.Count * Vector<float>.Count;
        (reds, greens, blues) = (new float[padded], new float[padded], new float[padded]);
        Array.Fill(reds, Far);
        for (var i = 0; i < colours.Length; i++)
        {
            var weighted = Vector128.ConvertToSingle(channels[i]).AsVector3() * Weights;
            (reds[i], greens[i], blues[i]) = (weighted.X, weighted.Y, weighted.Z);
        }
    }

    /// <summary>How many.</summary>
    public int Count => colours.Length;

    /// <summary>The place for what is transparent.</summary>
    public byte Transparent => (byte)colours.Length;

    /// <summary>Of a place's number: the table has a power of two of places.</summary>
    public int Bits => Math.Max(1, BitOperations.Log2((uint)colours.Length) + 1);

    /// <summary>Red, green and blue of a colour.</summary>
    public static Vector128<int> Channels(uint colour) =>
        Vector128.Create((int)(colour & 0xFF), (int)(colour >> 8 & 0xFF), (int)(colour >> 16 & 0xFF), 0);

    /// <summary>Red, green and blue of a place.</summary>
    public Vector128<int> Channels(int place) => channels[place];

    /// <summary>The place of the colour nearest to one, as near as six bits tell.</summary>
    public byte PlaceNear(int red, int green, int blue)
    {
        ref var known = ref nearest[(red >> Shift << (2 * BitsKept)) | (green >> Shift << BitsKept) | (blue >> Shift)];
        if (known == 0)
        {
            const float Middle = ((1 << Shift) - 1) / 2f;
            var cell = new Vector3(red >> Shift << Shift, green >> Shift << Shift, blue >> Shift << Shift);
            known = (short)(Nearest(cell + new Vector3(Middle)).Place + 1);
        }

        return (byte)(known - 1);
    }

    /// <summary>The nearest colour's place, and how far it is: squared and weighted.</summary>
    public (int Place, float Distance) Nearest(Vector3 colour)
    {
        var weighted = colour * Weights;
        var (red, green, blue) = (new Vector<float>(weighted.X), new Vector<float>(weighted.Y), new Vector<float>(weighted.Z));
        var (least, places) = (new Vector<float>(float.MaxValue), Vector<int>.Zero);
        var place = Vector<int>.Indices;
        for (var i = 0; i < reds.Length; i += Vector<float>.Count)
        {
            var (r, g, b) = (new Vector<float>(reds, i) - red, new Vector<float>(greens, i) - green, new Vector<float>(blues, i) - blue);
            var distance = (r * r) + (g * g) + (b * b);
            var nearer = Vector.LessThan(distance, least);
            (least, places) = (Vector.ConditionalSelect(nearer, distance, least), Vector.ConditionalSelect(nearer, place, places));
            place += new Vector<int>(Vector<int>.Count);
        }

        var best = 0;
        for (var i = 1; i < Vector<float>.Count; i++)
        {
            best = least[i] < least[best] ? i : best;
        }

        return (places[best], least[best]);
    }

    /// <summary>Writes it as a file has it.</summary>
    public void CopyTo(Span<byte> table)
    {
        table.Clear();
        for (var i = 0; i < colours.Length; i++)
        {
            MemoryMarshal.AsBytes(colours.AsSpan(i, 1))[..3].CopyTo(table[(3 * i)..]);
        }
    }
}
