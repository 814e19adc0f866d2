using System.Buffers.Binary;

namespace ImageFunctions.Imaging.ImageSharp;

/// <summary>How a channel's 256 numbers become light (ICC.1:2022, sections 10.6 and 10.18).</summary>
internal static class ToneCurve
{
    // How many parameters each kind of formula has, by its number.
    private static readonly int[] Parameters = [1, 3, 4, 5, 7];

    /// <summary>Reads a curve of either sort.</summary>
    /// <returns>Light from 0 to 1 for each number; null where there is no such curve.</returns>
    public static float[]? Read(ReadOnlySpan<byte> tag)
    {
        if (tag.Length >= 12 && tag.StartsWith("curv"u8))
        {
            return ReadTable(tag);
        }

        if (tag.Length < 12 || !tag.StartsWith("para"u8))
        {
            return null;
        }

        var kind = BinaryPrimitives.ReadUInt16BigEndian(tag[8..]);
        if (kind >= Parameters.Length || tag.Length < 12 + (4 * Parameters[kind]))
        {
            return null;
        }

        var given = new double[7];
        for (var i = 0; i < Parameters[kind]; i++)
        {
            given[i] = Fixed(tag[(12 + (4 * i))..]);
        }

        return Sample(x => Formula(kind, given, x));
    }

    /// <summary>A number of 16.16 bits.</summary>
    public static double Fixed(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadInt32BigEndian(bytes) / 65536.0;

    // No entries: as it is. One: a gamma of 8.8 bits. Else a table, read between its entries.
    private static float[]? ReadTable(ReadOnlySpan<byte> tag)
    {
        var count = BinaryPrimitives.ReadUInt32BigEndian(tag[8..]);
        if (12 + (2L * count) > tag.Length)
        {
            return null;
        }

        if (count == 0)
        {
            return Sample(x => x);
        }

        var entries = new double[count];
        for (var i = 0; i < count; i++)
        {
            entries[i] = BinaryPrimitives.ReadUInt16BigEndian(tag[(12 + (2 * i))..]);
        }

        return count == 1 ? Sample(x => Math.Pow(x, entries[0] / 256)) : Sample(x => Between(entries, x) / ushort.MaxValue);
    }

    private static double Between(double[] entries, double x)
    {
        var at = x * (entries.Length - 1);
        var below = Math.Min((int)at, entries.Length - 2);
        return entries[below] + ((entries[below + 1] - entries[below]) * (at - below));
    }

    // The parameters stand in the order g, a, b, c, d, e, f.
    private static double Formula(int kind, double[] p, double x) => kind switch
    {
        0 => Math.Pow(x, p[0]),
        1 => x >= -p[2] / p[1] ? Math.Pow((p[1] * x) + p[2], p[0]) : 0,
        2 => x >= -p[2] / p[1] ? Math.Pow((p[1] * x) + p[2], p[0]) + p[3] : p[3],
        3 => x >= p[4] ? Math.Pow((p[1] * x) + p[2], p[0]) : p[3] * x,
        _ => x >= p[4] ? Math.Pow((p[1] * x) + p[2], p[0]) + p[5] : (p[3] * x) + p[6],
    };

    private static float[] Sample(Func<double, double> curve)
    {
        var light = new float[256];
        for (var i = 0; i < light.Length; i++)
        {
            var value = curve(i / 255.0);
            light[i] = double.IsFinite(value) ? (float)Math.Clamp(value, 0, 1) : 0;
        }

        return light;
    }
}
