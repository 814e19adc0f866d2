using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ImageFunctions.Imaging.Resampling;

/// <summary>
/// How the samples of a pixel lie in a row, and how light becomes such a row: numbers of 0 to 1, colours weighted by alpha.
/// </summary>
/// <param name="Bands">Samples a pixel, 1 to 4.</param>
/// <param name="HasAlpha">Whether the last is alpha, which is straight: not yet multiplied into the others.</param>
/// <param name="IsInk">Whether the samples are inks, of which more is darker.</param>
/// <param name="IsWide">Whether a sample has 16 bits instead of 8.</param>
internal readonly record struct PixelLayout(int Bands, bool HasAlpha = false, bool IsInk = false, bool IsWide = false)
{
    private const float Transparent = 0.5f / ushort.MaxValue;

    /// <summary>Of one pixel.</summary>
    public int Bytes => Bands * (IsWide ? sizeof(ushort) : sizeof(byte));

    /// <summary>Numbers a pixel where pixels are mixed across: a power of two, so that vectors hold whole pixels.</summary>
    public int Lanes => Bands == 3 ? 4 : Bands;

    /// <summary>Turns light into a row, rounded; the light is used up.</summary>
    public void FromLight(Span<float> light, Span<byte> row)
    {
        if (HasAlpha)
        {
            Unweight(light, Bands);
        }

        if (IsWide)
        {
            Encode16(light, MemoryMarshal.Cast<byte, ushort>(row));
        }
        else
        {
            Encode(light, row);
        }
    }

    private static void Unweight(Span<float> light, int bands)
    {
        for (var pixel = 0; pixel + bands <= light.Length; pixel += bands)
        {
            var last = pixel + bands - 1;
            var factor = light[last] < Transparent ? 0 : 1 / light[last];
            for (var i = pixel; i < last; i++)
            {
                light[i] *= factor;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Encode(Span<float> light, Span<byte> row)
    {
        ReadOnlySpan<byte> table = SrgbCurve.Encoded;
        var (bands, lanes) = (Bands, Lanes);
        var colours = HasAlpha ? bands - 1 : bands;
        var inks = IsInk ? byte.MaxValue : 0;
        var steps = ToSteps(light);
        for (int from = 0, to = 0; from + lanes <= steps.Length && to + bands <= row.Length; from += lanes, to += bands)
        {
            for (var i = 0; i < colours; i++)
            {
                row[to + i] = (byte)(table[steps[from + i] & SrgbCurve.Finest] ^ inks);
            }

            if (colours < bands)
            {
                row[to + colours] = (byte)(((steps[from + colours] * byte.MaxValue) + (SrgbCurve.Finest / 2)) / SrgbCurve.Finest);
            }
        }
    }

    // In place: light becomes indices of the table.
    private static Span<int> ToSteps(Span<float> light)
    {
        var steps = MemoryMarshal.Cast<float, int>(light);
        var vectors = MemoryMarshal.Cast<float, Vector<float>>(light);
        foreach (ref var vector in vectors)
        {
            var clamped = Vector.Min(Vector.Max(vector, Vector<float>.Zero), Vector<float>.One);
            vector = Vector.ConvertToInt32Native(
                Vector.MultiplyAddEstimate(clamped, new Vector<float>(SrgbCurve.Finest), new Vector<float>(0.5f))).As<int, float>();
        }

        for (var i = vectors.Length * Vector<float>.Count; i < light.Length; i++)
        {
            steps[i] = (int)((Math.Clamp(light[i], 0, 1) * SrgbCurve.Finest) + 0.5f);
        }

        return steps;
    }

    private void Encode16(Span<float> light, Span<ushort> row)
    {
        ReadOnlySpan<float> table = SrgbCurve.Encoded16;
        var (bands, lanes) = (Bands, Lanes);
        var colours = HasAlpha ? bands - 1 : bands;
        for (int from = 0, to = 0; to + bands <= row.Length; from += lanes, to += bands)
        {
            for (var i = 0; i < colours; i++)
            {
                var place = Math.Clamp(light[from + i], 0, 1) * SrgbCurve.Finest;
                var index = (int)place;
                var value = table[index] + ((table[index + 1] - table[index]) * (place - index));
                row[to + i] = (ushort)((IsInk ? ushort.MaxValue - value : value) + 0.5f);
            }

            if (colours < bands)
            {
                row[to + colours] = (ushort)((Math.Clamp(light[from + colours], 0, 1) * ushort.MaxValue) + 0.5f);
            }
        }
    }
}
