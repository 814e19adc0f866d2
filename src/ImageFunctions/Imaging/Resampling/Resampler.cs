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
/// across: down works on whole rows, which vectors do best, and leaves few of them for across. Where much becomes little, down starts with
/// the means of blocks of rows, so that the filter sees a few rows instead of dozens.
/// </summary>
internal sealed unsafe class Resampler : IDisposable
{
    /// <summary>How many rows are best read at once.</summary>
    public const int Strip = 16;

    private const int RowsAtOnce = 4;

    // Of a row, while several rows are added to several sums: so much of all of them stays in a processor's first cache.
    private const int TileLength = 1024;
    private const int Alignment = 64;

    private readonly PixelLayout layout;
    private readonly FilterAxis across;
    private readonly FilterAxis down;
    private readonly RowSink sink;
    private readonly byte[] finished;
    private readonly float[] light;
    private readonly float[] shares = new float[RowsAtOnce];
    private readonly float[] weights;
    private readonly int samples;
    private readonly int rowLength;
    private readonly int open;
    private readonly int spread;
    private readonly bool wide;
    private float* memory;
    private int row;
    private int inBlock;
    private int waiting;
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
        this.wide = wide && Fma.IsSupported && Avx2.IsSupported;
        (this.layout, this.across, this.down, this.sink, seen, row) = (layout, across, down, sink, down.Start, down.SourceStart);
        (finished, light) = (new byte[across.Length * layout.Bytes], new float[across.Length * layout.Lanes]);
        var columns = across.End - across.Start;
        samples = columns * layout.Bands;
        spread = RoundUp(across.Taps * layout.Lanes, Vector256<float>.Count);
        open = MostOpen(down);
        weights = new float[open * RowsAtOnce];

        // Behind a row lies what the vectors of its last pixels read too much; their weights are zero there.
        rowLength = RoundUp((columns * layout.Lanes) + spread, Alignment / sizeof(float));
        var length = (rowLength * (RowsAtOnce + open + 1L)) + ((long)across.Length * spread);
        memory = (float*)NativeMemory.AlignedAlloc((nuint)(length * sizeof(float)), Alignment);
        new Span<float>(memory, rowLength * RowsAtOnce).Clear();
        new Span<float>(Pixels, rowLength).Clear();
        SpreadWeights();
    }

    // Light of the rows, or the means of blocks of rows, that wait to be summed up; then the sums of each row of the result that is open.
    private float* Sums => memory + ((long)rowLength * RowsAtOnce);

    // A summed-up row as whole pixels for vectors.
    private float* Pixels => Sums + ((long)rowLength * open);

    private float* SpreadOut => Pixels + rowLength;

    /// <summary>The next rows of the source: the columns that <c>across</c> needs, from the first row on that <c>down</c> needs.</summary>
    public void Add(PixelRows rows)
    {
        for (var i = 0; i < rows.Count;)
        {
            var times = CountAlike(rows, i);
            var to = new Span<float>(memory + (waiting * rowLength), samples);
            RowLight.Add(rows[i], layout, times, to, isFirst: inBlock == 0, wide);
            (i, row, inBlock) = (i + times, row + times, inBlock + times);
            if (inBlock == down.Block || row == down.SourceEnd)
            {
                (shares[waiting], inBlock) = (1f / inBlock, 0);
                waiting++;
            }

            if (waiting == RowsAtOnce || row == down.SourceEnd)
            {
                SumUp();
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        NativeMemory.AlignedFree(memory);
        memory = null;
    }

    private static int RoundUp(int value, int to) => (value + to - 1) / to * to;

    // Screenshots and drawings have many rows alike, whose light need not be computed for each.
    private int CountAlike(PixelRows rows, int from)
    {
        var most = Math.Min(rows.Count - from, down.Block - inBlock);
        var count = 1;
        while (count < most && rows[from + count].SequenceEqual(rows[from]))
        {
            count++;
        }

        return count;
    }

    // How many rows of the result share rows that are summed up at once, at most.
    private static int MostOpen(FilterAxis down)
    {
        var most = 1;
        for (int y = 0, done = 0; y < down.Length; y++)
        {
            while (down.Last(done) + RowsAtOnce <= down.First(y))
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

    // Adds what waits to the rows of the result, and gives those that are complete.
    private void SumUp()
    {
        var end = seen + waiting;
        var last = next;
        for (; last < down.Length && down.First(last) < end; last++)
        {
            Begin(last, end);
        }

        for (var from = 0; from < rowLength; from += TileLength)
        {
            var length = Math.Min(TileLength, rowLength - from);
            for (var y = next; y < last; y++)
            {
                ResamplerLoops.AddRows(
                    Sum(y) + from, memory + from, rowLength, length, weights.AsSpan(y % open * RowsAtOnce, RowsAtOnce), wide);
            }
        }

        for (; next < last && down.Last(next) <= end; next++)
        {
            Across(Sum(next));
            layout.FromLight(light, finished);
            sink(next, finished);
        }

        (seen, waiting) = (end, 0);
    }

    private float* Sum(int y) => Sums + ((long)(y % open) * rowLength);

    // What each row that waits counts in a row of the result.
    private void Begin(int y, int end)
    {
        if (down.First(y) >= seen)
        {
            new Span<float>(Sum(y), rowLength).Clear();
        }

        var of = weights.AsSpan(y % open * RowsAtOnce, RowsAtOnce);
        of.Clear();
        var (from, to) = (Math.Max(down.First(y), seen), Math.Min(down.Last(y), end));
        for (var i = from; i < to; i++)
        {
            of[i - seen] = down.Weights(y)[i - down.First(y)] * shares[i - seen];
        }
    }

    // A summed-up row becomes one of the result.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Across(float* sum)
    {
        var factors = SpreadOut;
        var lanes = layout.Lanes;
        sum = WholePixels(sum);
        fixed (float* row = light)
        {
            for (var x = 0; x < across.Length; x++)
            {
                var from = sum + ((across.First(x) - across.Start) * lanes);
                ResamplerLoops.SumPixels(from, factors, spread, row + (x * lanes), lanes, wide);
                factors += spread;
            }
        }
    }

    // Three samples a pixel become four, the last of no meaning.
    private float* WholePixels(float* sum)
    {
        if (layout.Bands == layout.Lanes)
        {
            return sum;
        }

        var to = Pixels;
        for (var i = 0; i < samples; i += layout.Bands, to += layout.Lanes)
        {
            Vector128.Load(sum + i).Store(to);
        }

        return Pixels;
    }
}
