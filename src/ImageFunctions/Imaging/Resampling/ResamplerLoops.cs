using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ImageFunctions.Imaging.Resampling;

/// <summary>
/// The resampler's inner loops. Those for AVX are chosen as the program runs, since it is compiled ahead for older processors too; those
/// for vectors of four run on any.
/// </summary>
internal static unsafe class ResamplerLoops
{
    /// <summary>Adds four rows to sums, each times its weight: four at a time, so that sums are seldom read and written.</summary>
    /// <param name="sum">The sums.</param>
    /// <param name="rows">The first row.</param>
    /// <param name="stride">From one row to the next, in numbers.</param>
    /// <param name="length">How many numbers: whole vectors of eight.</param>
    /// <param name="weights">Four.</param>
    /// <param name="wide">Whether vectors of eight are used.</param>
    public static void AddRows(float* sum, float* rows, int stride, int length, ReadOnlySpan<float> weights, bool wide)
    {
        if (wide)
        {
            AddRowsByEight(sum, rows, stride, length, weights);
        }
        else
        {
            AddRowsByFour(sum, rows, stride, length, weights);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddRowsByEight(float* sum, float* a, int stride, int length, ReadOnlySpan<float> weights)
    {
        if (!Fma.IsSupported)
        {
            return;
        }

        float* b = a + stride, c = b + stride, d = c + stride;
        var (weightA, weightB) = (Vector256.Create(weights[0]), Vector256.Create(weights[1]));
        var (weightC, weightD) = (Vector256.Create(weights[2]), Vector256.Create(weights[3]));
        for (var i = 0; i < length; i += Vector256<float>.Count)
        {
            var total = Fma.MultiplyAdd(Avx.LoadVector256(a + i), weightA, Avx.LoadVector256(sum + i));
            var other = Avx.Multiply(Avx.LoadVector256(b + i), weightB);
            total = Fma.MultiplyAdd(Avx.LoadVector256(c + i), weightC, total);
            other = Fma.MultiplyAdd(Avx.LoadVector256(d + i), weightD, other);
            Avx.Store(sum + i, Avx.Add(total, other));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddRowsByFour(float* sum, float* a, int stride, int length, ReadOnlySpan<float> weights)
    {
        float* b = a + stride, c = b + stride, d = c + stride;
        var (weightA, weightB) = (Vector128.Create(weights[0]), Vector128.Create(weights[1]));
        var (weightC, weightD) = (Vector128.Create(weights[2]), Vector128.Create(weights[3]));
        for (var i = 0; i < length; i += Vector128<float>.Count)
        {
            var total = Vector128.Load(sum + i) + (Vector128.Load(a + i) * weightA) + (Vector128.Load(b + i) * weightB);
            (total + (Vector128.Load(c + i) * weightC) + (Vector128.Load(d + i) * weightD)).Store(sum + i);
        }
    }

    /// <summary>Adds up the pixels from one place on, each number times its weight, and writes the sum, which is one pixel.</summary>
    /// <param name="from">The first pixel's first number.</param>
    /// <param name="weights">As many as numbers.</param>
    /// <param name="length">How many: whole vectors of eight.</param>
    /// <param name="to">Where the sum is written.</param>
    /// <param name="lanes">Numbers a pixel: 1, 2 or 4.</param>
    /// <param name="wide">Whether vectors of eight are used.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SumPixels(float* from, float* weights, int length, float* to, int lanes, bool wide) =>
        Fold(wide ? SumByEight(from, weights, length) : SumByFour(from, weights, length), to, lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> SumByEight(float* from, float* weights, int length)
    {
        if (!Fma.IsSupported)
        {
            return default;
        }

        var total = Vector256<float>.Zero;
        for (var i = 0; i < length; i += Vector256<float>.Count)
        {
            total = Fma.MultiplyAdd(Avx.LoadVector256(from + i), Avx.LoadVector256(weights + i), total);
        }

        return Sse.Add(total.GetLower(), total.GetUpper());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> SumByFour(float* from, float* weights, int length)
    {
        var total = Vector128<float>.Zero;
        for (var i = 0; i < length; i += Vector128<float>.Count)
        {
            total += Vector128.Load(from + i) * Vector128.Load(weights + i);
        }

        return total;
    }

    // A vector holds the shares of as many pixels as fit into it.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Fold(Vector128<float> total, float* to, int lanes)
    {
        switch (lanes)
        {
            case 4:
                total.Store(to);
                break;
            case 2:
                (to[0], to[1]) = (total[0] + total[2], total[1] + total[3]);
                break;
            default:
                *to = Vector128.Sum(total);
                break;
        }
    }
}
