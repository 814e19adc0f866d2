using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace ImageFunctions.Imaging.Resampling;

/// <summary>Takes a finished row.</summary>
/// <param name="index">Its number, from the top.</param>
/// <param name="row">Its pixels; valid during the call.</param>
internal delegate void RowSink(int index, ReadOnlySpan<byte> row);

/// <summary>
/// Scales a picture by Lanczos-3 (Catmull-Rom where it is enlarged) in linear light, its colours weighted by alpha meanwhile. Rows come from top to bottom and leave as soon
/// as they are complete: only those of the result that are being summed up are held. First down, then across: down works on whole rows,
/// which vectors do best, and leaves few of them for across.
/// </summary>
/// <remarks>
/// <see cref="Vector{T}"/> is as wide as the processor's registers (AVX2: 8 numbers; SSE and NEON: 4), so that there is one path for all.
/// Its loops are optimised when they are first compiled: ahead of time nobody knows that width, and there is no time to become warm in.
/// </remarks>
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
    private float* memory;
    private int seen;
    private int next;

    /// <summary>Prepares for a source.</summary>
    /// <param name="layout">Of its pixels.</param>
    /// <param name="across">Of its columns.</param>
    /// <param name="down">Of its rows.</param>
    /// <param name="sink">Takes the rows of the result, in order.</param>
    public Resampler(PixelLayout layout, FilterAxis across, FilterAxis down, RowSink sink)
    {
        (this.layout, this.across, this.down, this.sink, seen) = (layout, across, down, sink, down.Start);
        (finished, light) = (new byte[across.Length * layout.Bytes], new float[across.Length * layout.Lanes]);
        spread = RoundUp(across.Taps * layout.Lanes, Vector<float>.Count);
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

    private static long Floats(int rowLength, int open, int length, int spread) => ((long)rowLength * (Strip + open)) + ((long)length * spread);

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
            AddRows(sum, first, first + (Math.Min(1, count - 1) * rowLength), first + (Math.Min(2, count - 1) * rowLength), first + ((count - 1) * rowLength), four, rowLength);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddRows(float* sum, float* a, float* b, float* c, float* d, ReadOnlySpan<float> weights, int length)
    {
        var (weightA, weightB) = (new Vector<float>(weights[0]), new Vector<float>(weights[1]));
        var (weightC, weightD) = (new Vector<float>(weights[2]), new Vector<float>(weights[3]));
        for (var i = 0; i < length; i += Vector<float>.Count)
        {
            var total = Vector.MultiplyAddEstimate(Vector.Load(a + i), weightA, Vector.Load(sum + i));
            var other = Vector.Load(b + i) * weightB;
            total = Vector.MultiplyAddEstimate(Vector.Load(c + i), weightC, total);
            other = Vector.MultiplyAddEstimate(Vector.Load(d + i), weightD, other);
            Vector.Store(total + other, sum + i);
        }
    }

    // A summed-up row becomes one of the result.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Across(float* sum)
    {
        var (weights, lanes, length, start) = ((nint)SpreadOut, layout.Lanes, spread, across.Start);
        fixed (float* row = light)
        {
            var to = row;
            for (var x = 0; x < across.Length; x++, to += lanes)
            {
                var from = sum + ((across.First(x) - start) * lanes);
                var weight = (float*)weights + ((nint)x * length);
                var total = Vector<float>.Zero;
                for (var i = 0; i < length; i += Vector<float>.Count)
                {
                    total = Vector.MultiplyAddEstimate(Vector.Load(from + i), Vector.Load(weight + i), total);
                }

                Fold(total, to, lanes);
            }
        }
    }

    private static Vector128<float> Halve(Vector256<float> eight) => eight.GetLower() + eight.GetUpper();

    // A vector holds several pixels' shares in one.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Fold(Vector<float> total, float* to, int lanes)
    {
        var four = Vector<float>.Count switch
        {
            4 => total.AsVector128(),
            8 => Halve(total.AsVector256()),
            _ => Halve(total.AsVector512().GetLower() + total.AsVector512().GetUpper()),
        };
        switch (lanes)
        {
            case 4:
                four.Store(to);
                break;
            case 2:
                (to[0], to[1]) = (four[0] + four[2], four[1] + four[3]);
                break;
            default:
                *to = Vector128.Sum(four);
                break;
        }
    }
}
