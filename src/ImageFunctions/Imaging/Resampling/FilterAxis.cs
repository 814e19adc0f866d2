namespace ImageFunctions.Imaging.Resampling;

/// <summary>
/// Lanczos-3 along one axis, or Catmull-Rom where it is enlarged, which rings less: for each sample of the result, its neighbours in the
/// source and their weights. Outside of the source its outermost samples go on, so their weights are added to those.
/// Neighbours may be the means of blocks of the source's samples; what the mean takes from fine detail, the weights give back.
/// </summary>
internal sealed class FilterAxis
{
    private const int Lobes = 3;
    private const int CatmullRomReach = 2;
    private const int StepsALobe = 2048;

    // As much as is left where a decoder shrinks (JpegShrink), though blocks are means of light.
    private const double LeastStep = 2.5;

    private static readonly double[] Kernel = [.. Enumerable.Range(0, (Lobes * StepsALobe) + 2).Select(i => Exact((double)i / StepsALobe))];

    private readonly int source;
    private readonly double sharpness;
    private readonly int[] first;
    private readonly int[] counts;
    private readonly float[] weights;

    /// <summary>Computes the weights.</summary>
    /// <param name="source">Samples of the source.</param>
    /// <param name="extent">What the whole result covers of them: less than all where a decoder filled up its last block.</param>
    /// <param name="scaled">Samples of the whole result.</param>
    /// <param name="from">The first sample of the result that is wanted.</param>
    /// <param name="count">How many are wanted.</param>
    /// <param name="block">How many samples of the source a neighbour is the mean of.</param>
    public FilterAxis(int source, double extent, int scaled, int from, int count, int block = 1)
    {
        (this.source, Block, sharpness) = (source, block, (1 - (1.0 / block / block)) / 24);
        var step = extent / scaled / block;
        var blocks = (source + block - 1) / block;
        var reach = step switch
        {
            1 => 0.5, // each sample is itself
            < 1 => CatmullRomReach,
            _ => Lobes * step,
        };
        reach += block == 1 ? 0 : 1;
        Taps = Math.Min(blocks, (int)Math.Ceiling(2 * reach));
        (first, counts, weights, Length) = (new int[count], new int[count], new float[(long)count * Taps], count);
        var row = new double[Taps];
        for (var i = 0; i < count; i++)
        {
            var centre = ((from + i + 0.5) * step) - 0.5;
            (first[i], counts[i]) = Weigh(row, centre, reach, step, blocks);
            for (var tap = 0; tap < Taps; tap++)
            {
                weights[((long)i * Taps) + tap] = (float)row[tap];
            }
        }

        (Start, End) = (first[0], Last(count - 1));
    }

    /// <summary>Samples of the result.</summary>
    public int Length { get; }

    /// <summary>The most neighbours that a sample has.</summary>
    public int Taps { get; }

    /// <summary>How many samples of the source a neighbour is the mean of.</summary>
    public int Block { get; }

    /// <summary>The first neighbour that is needed.</summary>
    public int Start { get; }

    /// <summary>One after the last that is needed.</summary>
    public int End { get; }

    /// <summary>The first sample of the source that is needed.</summary>
    public int SourceStart => Start * Block;

    /// <summary>One after the last that is needed.</summary>
    public int SourceEnd => Math.Min(End * Block, source);

    /// <summary>The largest block whose means leave the filter enough to choose from.</summary>
    /// <param name="step">Samples of the source that become one.</param>
    public static int BlockFor(double step) => Math.Max(1, (int)(step / LeastStep));

    /// <summary>The first neighbour of a sample of the result: never before that of the sample before.</summary>
    public int First(int index) => first[index];

    /// <summary>One after its last neighbour.</summary>
    public int Last(int index) => first[index] + counts[index];

    /// <summary>The weights of its neighbours.</summary>
    public ReadOnlySpan<float> Weights(int index) => weights.AsSpan(index * Taps, counts[index]);

    // Fills the weights of the neighbours nearer to the centre than the reach, of sum 1.
    private (int First, int Count) Weigh(Span<double> row, double centre, double reach, double step, int source)
    {
        var (low, high) = ((int)Math.Floor(centre - reach) + 1, (int)Math.Ceiling(centre + reach) - 1);
        var (start, end) = (Math.Clamp(low, 0, source - 1), Math.Clamp(high, 0, source - 1));
        row.Clear();
        double sum = 0;
        for (var i = low; i <= high; i++)
        {
            var weight = step < 1 ? CatmullRom(Math.Abs(i - centre)) : Sharpened(i - centre, step);
            row[Math.Clamp(i, 0, source - 1) - start] += weight;
            sum += weight;
        }

        foreach (ref var weight in row)
        {
            weight /= sum;
        }

        return (start, end - start + 1);
    }

    // A mean over a block weakens a frequency f, in periods a block, by (πf)² (1 - 1/block²) / 6 of itself, to the second order.
    // The weights (-s, 1 + 2s, -s) strengthen it by (2πf)² s.
    private double Sharpened(double distance, double step) => Block == 1
        ? Lanczos(distance / step)
        : ((1 + (2 * sharpness)) * Lanczos(distance / step))
        - (sharpness * (Lanczos((distance - 1) / step) + Lanczos((distance + 1) / step)));

    // Interpolated: a sine for each of thousands of weights would cost as much as a tenth of the scaling.
    private static double Lanczos(double x)
    {
        var place = Math.Abs(x) * StepsALobe;
        var index = (int)place;
        return index > Lobes * StepsALobe ? 0 : Kernel[index] + ((Kernel[index + 1] - Kernel[index]) * (place - index));
    }

    private static double CatmullRom(double x) =>
        x < 1 ? (((1.5 * x) - 2.5) * x * x) + 1 : (((((-0.5 * x) + 2.5) * x) - 4) * x) + 2;

    private static double Exact(double x) => x switch
    {
        0 => 1,
        >= Lobes => 0,
        _ => Lobes * Math.Sin(Math.PI * x) * Math.Sin(Math.PI * x / Lobes) / (Math.PI * Math.PI * x * x),
    };
}
