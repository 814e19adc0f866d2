using System.Numerics;
using System.Runtime.InteropServices;

namespace ImageFunctions.Imaging.Gif;

/// <summary>
/// Counts colours and chooses a table for them: theirs where they are few, else by splitting the group of the largest error until there
/// are enough groups, and moving every colour to the nearest group a few times (k-means).
/// </summary>
internal sealed class ColourCount
{
    private const int BitsKept = 6; // of a channel's eight: finer than a table of 256 can tell apart
    private const int Shift = 8 - BitsKept;
    private const int Rounds = 3;
    private const int FewColours = 32; // more are shades that scaling made, of which some are as good as equal

    // A group whose colours err less from their mean, squared, is one colour to the eye. Chosen by measurement: docs/encoding.md.
    private const double OneColour = 5;

    private readonly int[] places = new int[1 << (3 * BitsKept)];
    private readonly List<Sum> sums = [];
    private readonly HashSet<uint> exact = []; // all colours as long as they are few enough for a table

    /// <summary>Counts opaque pixels; those of alpha 0 are passed over.</summary>
    /// <param name="pixels">Red in the lowest byte, alpha in the highest.</param>
    public void Add(ReadOnlySpan<uint> pixels)
    {
        for (var i = 0; i < pixels.Length;)
        {
            var (pixel, first) = (pixels[i], i);
            for (i++; i < pixels.Length && pixels[i] == pixel; i++)
            {
                // A run of one colour counts as often.
            }

            if (pixel >> 24 != 0)
            {
                Add(pixel, i - first);
            }
        }
    }

    /// <summary>How far the colours are from those of a table, on average: squared and weighted.</summary>
    public double ErrorUnder(GifTable table)
    {
        double error = 0, count = 0;
        foreach (var sum in sums)
        {
            error += table.Nearest(sum.Mean).Distance * (double)sum.Count;
            count += sum.Count;
        }

        return count == 0 ? 0 : error / count;
    }

    /// <summary>A table that fits them, of so many colours at most.</summary>
    public GifTable Choose(int most)
    {
        if (exact.Count <= Math.Min(FewColours, most))
        {
            return new GifTable([.. exact.Order()]);
        }

        var table = ToTable(Split(most));
        for (var round = 0; round < Rounds; round++)
        {
            table = ToTable(MeansAround(table));
        }

        return table;
    }

    private static GifTable ToTable(IEnumerable<Vector3> colours) => new([.. colours.Select(Pack).Distinct().Order()]);

    private static uint Pack(Vector3 colour) =>
        (uint)MathF.Round(colour.X) | ((uint)MathF.Round(colour.Y) << 8) | ((uint)MathF.Round(colour.Z) << 16) | 0xFF000000;

    private void Add(uint pixel, int count)
    {
        if (exact.Count <= GifTable.MostColours)
        {
            exact.Add(pixel);
        }

        var (red, green, blue) = ((int)(pixel & 0xFF), (int)(pixel >> 8 & 0xFF), (int)(pixel >> 16 & 0xFF));
        ref var place = ref places[(red >> Shift << (2 * BitsKept)) | (green >> Shift << BitsKept) | (blue >> Shift)];
        if (place == 0)
        {
            sums.Add(default);
            place = sums.Count;
        }

        ref var sum = ref CollectionsMarshal.AsSpan(sums)[place - 1];
        sum = new Sum(sum.Red + ((long)red * count), sum.Green + ((long)green * count), sum.Blue + ((long)blue * count), sum.Count + count);
    }

    private List<Vector3> Split(int most)
    {
        var all = sums.ToArray();
        var groups = new PriorityQueue<Group, double>();
        Enqueue(0, all.Length);
        while (groups.Count < most && groups.Peek().Error > 0)
        {
            var group = groups.Dequeue();
            var middle = group.Start + Part(all.AsSpan(group.Start, group.Length), group);
            Enqueue(group.Start, middle);
            Enqueue(middle, group.Start + group.Length);
        }

        return [.. groups.UnorderedItems.Select(item => item.Element.Mean)];

        void Enqueue(int start, int end)
        {
            var group = Group.Of(all.AsSpan(start, end - start), start);
            groups.Enqueue(group, -group.Error);
        }
    }

    // Those below the mean go to the front; gives how many, at least one and not all.
    private static int Part(Span<Sum> sums, Group group)
    {
        var low = 0;
        for (var i = 0; i < sums.Length; i++)
        {
            if (Vector3.Dot(sums[i].Mean, group.Axis) < Vector3.Dot(group.Mean, group.Axis))
            {
                (sums[low], sums[i]) = (sums[i], sums[low]);
                low++;
            }
        }

        return Math.Clamp(low, 1, sums.Length - 1);
    }

    private List<Vector3> MeansAround(GifTable table)
    {
        var near = new Sum[table.Count];
        foreach (var sum in sums)
        {
            ref var to = ref near[table.Nearest(sum.Mean).Place];
            to = new Sum(to.Red + sum.Red, to.Green + sum.Green, to.Blue + sum.Blue, to.Count + sum.Count);
        }

        return [.. near.Where(sum => sum.Count > 0).Select(sum => sum.Mean)];
    }

    private readonly record struct Sum(long Red, long Green, long Blue, long Count)
    {
        public Vector3 Mean => new((float)((double)Red / Count), (float)((double)Green / Count), (float)((double)Blue / Count));
    }

    // The axis is the channel along which it is widest, the error the sum of squared distances from its mean; both weighted.
    private readonly record struct Group(int Start, int Length, Vector3 Mean, Vector3 Axis, double Error)
    {
        public static Group Of(ReadOnlySpan<Sum> sums, int start)
        {
            Sum total = default;
            foreach (var sum in sums)
            {
                total = new Sum(total.Red + sum.Red, total.Green + sum.Green, total.Blue + sum.Blue, total.Count + sum.Count);
            }

            var (mean, spread) = (total.Mean, Vector3.Zero);
            foreach (var sum in sums)
            {
                var apart = (sum.Mean - mean) * GifTable.Weights;
                spread += apart * apart * sum.Count;
            }

            var error = (double)spread.X + spread.Y + spread.Z;
            var axis = spread.X > spread.Y && spread.X > spread.Z ? Vector3.UnitX : spread.Y > spread.Z ? Vector3.UnitY : Vector3.UnitZ;
            return new Group(start, sums.Length, mean, axis, sums.Length > 1 && error > OneColour * total.Count ? error : 0);
        }
    }
}
