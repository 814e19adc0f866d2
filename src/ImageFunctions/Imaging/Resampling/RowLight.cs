using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ImageFunctions.Imaging.Resampling;

/// <summary>From a row's samples to light: numbers of 0 to 1, colours weighted by alpha.</summary>
internal static unsafe class RowLight
{
    // The curve for bytes from here on is a polynomial, within 0.004 of a byte's step of IEC 61966-2-1; below it is a line.
    private const float LastOfLine = 10.5f;
    private const float Line = 1 / (255 * 12.92f);

    /// <summary>Adds the light of a row to sums.</summary>
    /// <param name="row">The samples.</param>
    /// <param name="layout">Of its pixels.</param>
    /// <param name="times">How often it is added.</param>
    /// <param name="sums">As many as the row has samples.</param>
    /// <param name="isFirst">Whether the sums are nothing yet, whatever they hold.</param>
    /// <param name="wide">Whether vectors of eight are used.</param>
    public static void Add(ReadOnlySpan<byte> row, PixelLayout layout, int times, Span<float> sums, bool isFirst, bool wide)
    {
        if (layout.IsWide)
        {
            var table = layout.IsInk ? SrgbCurve.LightOfInk16 : SrgbCurve.Light16;
            AddByTable(MemoryMarshal.Cast<byte, ushort>(row), layout, table, times, sums, isFirst);
            return;
        }

        var done = wide ? AddByEight(row, layout, times, sums, isFirst) : 0;
        AddByTable(row[done..], layout, layout.IsInk ? SrgbCurve.LightOfInk : SrgbCurve.Light, times, sums[done..], isFirst);
    }

    private static void AddByTable<T>(
        ReadOnlySpan<T> row, PixelLayout layout, ReadOnlySpan<float> table, float times, Span<float> sums, bool isFirst)
        where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
    {
        if (isFirst)
        {
            sums[..row.Length].Clear();
        }

        if (layout.HasAlpha)
        {
            AddWeighted(row, layout.Bands, table, times, sums);
            return;
        }

        for (var i = 0; i < row.Length && i < sums.Length; i++)
        {
            sums[i] += table[int.CreateTruncating(row[i])] * times;
        }
    }

    private static void AddWeighted<T>(ReadOnlySpan<T> row, int bands, ReadOnlySpan<float> table, float times, Span<float> sums)
        where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
    {
        for (var pixel = 0; pixel + bands <= row.Length; pixel += bands)
        {
            var last = pixel + bands - 1;
            var alpha = times * int.CreateTruncating(row[last]) / int.CreateTruncating(T.MaxValue);
            for (var i = pixel; i < last; i++)
            {
                sums[i] += table[int.CreateTruncating(row[i])] * alpha;
            }

            sums[last] += alpha;
        }
    }

    // Gives how many samples were added: whole vectors, which hold whole pixels where there is alpha.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int AddByEight(ReadOnlySpan<byte> row, PixelLayout layout, float times, Span<float> sums, bool isFirst)
    {
        if (!Fma.IsSupported || !Avx2.IsSupported)
        {
            return 0;
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(sums.Length, row.Length);
        var count = row.Length & ~(Vector256<float>.Count - 1);
        var inks = layout.IsInk ? Vector128<byte>.AllBitsSet : default;
        var isAlpha = layout.Bands == 2 ? Vector256.Create(0, -1, 0, -1, 0, -1, 0, -1) : Vector256.Create(0, 0, 0, -1, 0, 0, 0, -1);
        var factor = Vector256.Create(times);
        fixed (byte* from = row)
        fixed (float* to = sums)
        {
            for (var i = 0; i < count; i += Vector256<float>.Count)
            {
                var samples = Vector128.CreateScalarUnsafe(*(ulong*)(from + i)).AsByte() ^ inks;
                var numbers = Avx.ConvertToVector256Single(Avx2.ConvertToVector256Int32(samples));
                var light = ToLight(numbers);
                if (layout.HasAlpha)
                {
                    light = Weigh(light, numbers, isAlpha.AsSingle(), layout.Bands);
                }

                var sum = isFirst ? light * factor : Fma.MultiplyAdd(light, factor, Vector256.Load(to + i));
                sum.Store(to + i);
            }
        }

        return count;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> ToLight(Vector256<float> numbers)
    {
        var curve = Fma.MultiplyAdd(Vector256.Create(-3.1061215e-16f), numbers, Vector256.Create(2.9378398e-13f));
        curve = Fma.MultiplyAdd(curve, numbers, Vector256.Create(-1.2624657e-10f));
        curve = Fma.MultiplyAdd(curve, numbers, Vector256.Create(4.632109e-8f));
        curve = Fma.MultiplyAdd(curve, numbers, Vector256.Create(7.6750725e-6f));
        curve = Fma.MultiplyAdd(curve, numbers, Vector256.Create(1.3490127e-4f));
        curve = Fma.MultiplyAdd(curve, numbers, Vector256.Create(8.7514775e-4f));
        var isLine = Avx.CompareLessThan(numbers, Vector256.Create(LastOfLine));
        return Avx.BlendVariable(curve, numbers * Vector256.Create(Line), isLine);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Weigh(Vector256<float> light, Vector256<float> numbers, Vector256<float> isAlpha, int bands)
    {
        var opacity = numbers * Vector256.Create(1f / byte.MaxValue);
        var ofPixel = bands == 2 ? Avx.DuplicateOddIndexed(opacity) : Avx.Permute(opacity, 0xFF);
        return Avx.BlendVariable(light * ofPixel, opacity, isAlpha);
    }
}
