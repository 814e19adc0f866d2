using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ImageFunctions.Imaging.Resampling;

/// <summary>Takes a finished row.</summary>
/// <param name="index">Its number, from the top.</param>
/// <param name="row">Its pixels; valid during the call.</param>
internal delegate void RowSink(int index, ReadOnlySpan<byte> row);

/// <summary>
/// Scales a picture by Lanczos-3 (Catmull-Rom where it is enlarged) in linear light, its colours weighted by alpha meanwhile. Rows come
/// from top to bottom and leave as soon as they are complete: only those of the result that are being summed up are held. First down, then
/// across: down works on whole rows, which vectors do best, and leaves few of them for across.
/// </summary>
/// <remarks>
/// The loops for AVX are chosen as the program runs, since it is compiled ahead for older processors too; those for vectors of four
/// run on any.</remarks>
internal sealed unsafe class Resampler : IDisposable
{
    /// <summary>The most rows that are taken at once.</summary>
    public const int Strip = 16;

    private const int RowsAtOnce = 4;
    private const int Alignment = 64;

    private readonly PixelLayout layout;
    private readonly FilterAxis across;
    private readonly FilterAxis down;
    private readonly RowSink sink;
    private readonly byte[] finished;
    private readonly float[] light;
    private readonly int rowLength;
    private readonly int open;
    private readonly int spread;
    private readonly bool wide;
    private float* memory;
    private int seen;
    private int next;

    /// <summary>Prepares for a source.</summary>
    /// <param name="layout">Of its pixels.</param>
    /// <param name="across">Of its columns.</param>
    /// <param name="down">Of its rows.</param>
    /// <param name="sink">Takes the rows of the result, in order.</param>
    /// <param name="wide">Whether vectors of eight are used where the processor has them.</param>
    public Resampler(PixelLayout layout, FilterAxis across, FilterAxis down, RowSink sink, bool wide = true)
    {
        this.wide = wide && Fma.IsSupported;
        (this.layout, this.across, this.down, this.sink, seen) = (layout, across, down, sink, down.Start);
        (finished, light) = (new byte[across.Length * layout.Bytes], new float[across.Length * layout.Lanes]);
        spread = RoundUp(across.Taps * layout.Lanes, Vector256<float>.Count);
        open = MostOpen(down);

        // Behind a row lies what the vectors of its last pixels read too much; their weights are zero there.
        rowLength = RoundUp(((across.End - across.Start) * layout.Lanes) + spread, Alignment / sizeof(float));
        memory = (float*)NativeMemory.AlignedAlloc((nuint)(Floats(rowLength, open, across.Length, spread) * sizeof(float)), Alignment);
        new Span<float>(memory, rowLength * Strip).Clear();
        SpreadWeights();
    }

    private float* Sums => memory + ((long)rowLength * Strip);

    private float* SpreadOut => Sums + ((long)rowLength * open);

    /// <summary>The next rows of the source: the columns that <c>across</c> needs, from the first row on that <c>down</c> needs.</summary>
    /// <param name="pixels">Whole rows, at most <see cref="Strip"/>.</param>
    public void Add(ReadOnlySpan<byte> pixels)
    {
        var columns = across.End - across.Start;
        var bytes = columns * layout.Bytes;
        var count = pixels.Length / bytes;
        for (var i = 0; i < count; i++)
        {
            layout.ToLight(pixels.Slice(i * bytes, bytes), new Span<float>(memory + (i * rowLength), columns * layout.Lanes));
        }

        var end = seen + count;
        for (var y = next; y < down.Length && down.First(y) < end; y++)
        {
            var sum = Sums + ((long)(y % open) * rowLength);
            if (down.First(y) >= seen)
            {
                new Span<float>(sum, rowLength).Clear();
            }

            SumUp(y, sum, end);
            if (down.Last(y) <= end)
            {
                Across(sum);
                layout.FromLight(light, finished);
                sink(y, finished);
                next++;
            }
        }

        seen = end;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        NativeMemory.AlignedFree(memory);
        memory = null;
    }

    private static int RoundUp(int value, int to) => (value + to - 1) / to * to;

    private static long Floats(int rowLength, int open, int length, int spread) =>
        ((long)rowLength * (Strip + open)) + ((long)length * spread);

    // How many rows of the result share one row of the source, at most.
    private static int MostOpen(FilterAxis down)
    {
        var most = 1;
        for (int y = 0, done = 0; y < down.Length; y++)
        {
            while (down.Last(done) <= down.First(y))
            {
                done++;
            }

            most = Math.Max(most, y - done + 1);
        }

        return most;
    }

    // Each weight as often as a pixel has numbers, so that a vector of weights meets one of whole pixels.
    private void SpreadWeights()
    {
        var to = SpreadOut;
        new Span<float>(to, across.Length * spread).Clear();
        for (var x = 0; x < across.Length; x++, to += spread)
        {
            var weights = across.Weights(x);
            for (var i = 0; i < weights.Length * layout.Lanes; i++)
            {
                to[i] = weights[i / layout.Lanes];
            }
        }
    }

    // The share of the strip's rows in a row of the result.
    private void SumUp(int y, float* sum, int end)
    {
        var weights = down.Weights(y);
        var (from, to) = (Math.Max(down.First(y), seen), Math.Min(down.Last(y), end));
        Span<float> four = stackalloc float[RowsAtOnce];
        for (var row = from; row < to; row += RowsAtOnce)
        {
            // Fewer rows than four at the end: any other with no weight.
            var count = Math.Min(RowsAtOnce, to - row);
            four.Clear();
            weights.Slice(row - down.First(y), count).CopyTo(four);
            var first = memory + ((long)(row - seen) * rowLength);
            var second = first + (Math.Min(1, count - 1) * rowLength);
            var third = first + (Math.Min(2, count - 1) * rowLength);
            AddRows(sum, first, second, third, first + ((count - 1) * rowLength), four);
        }
    }

    // What a strip's rows add, four at a time, so that sums are seldom read and written.
    private void AddRows(float* sum, float* a, float* b, float* c, float* d, ReadOnlySpan<float> weights)
    {
        if (wide)
        {
            AddRowsByEight(sum, a, b, c, d, weights, rowLength);
        }
        else
        {
            AddRowsByFour(sum, a, b, c, d, weights, rowLength);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddRowsByEight(float* sum, float* a, float* b, float* c, float* d, ReadOnlySpan<float> weights, int length)
    {
        if (!Fma.IsSupported)
        {
            return;
        }

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
    private static void AddRowsByFour(float* sum, float* a, float* b, float* c, float* d, ReadOnlySpan<float> weights, int length)
    {
        var (weightA, weightB) = (Vector128.Create(weights[0]), Vector128.Create(weights[1]));
        var (weightC, weightD) = (Vector128.Create(weights[2]), Vector128.Create(weights[3]));
        for (var i = 0; i < length; i += Vector128<float>.Count)
        {
            var total = Vector128.Load(sum + i) + (Vector128.Load(a + i) * weightA) + (Vector128.Load(b + i) * weightB);
            (total + (Vector128.Load(c + i) * weightC) + (Vector128.Load(d + i) * weightD)).Store(sum + i);
        }
    }

    // A summed-up row becomes one of the result.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Across(float* sum)
    {
        var weights = SpreadOut;
        var lanes = layout.Lanes;
        fixed (float* row = light)
        {
            for (var x = 0; x < across.Length; x++)
            {
                var from = sum + ((across.First(x) - across.Start) * lanes);
                Fold(wide ? SumByEight(from, weights, spread) : SumByFour(from, weights, spread), row + (x * lanes), lanes);
                weights += spread;
            }
        }
    }

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
