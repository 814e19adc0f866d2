namespace ImageFunctions.Imaging;

internal static partial class BitmapFile
{
    /// <summary>
    /// Run-length coding: a count and what to repeat, or 0 and an order: 0 ends the line, 1 the picture, 2 moves on, and more is a number
    /// of single pixels, filled up to two bytes. What is left out stays transparent.
    /// </summary>
    private readonly ref struct RunLengths
    {
        // Far beyond any line, and far from where counting bytes of it would overflow.
        private const int Furthest = 1 << 24;

        private readonly ReadOnlySpan<byte> data;
        private readonly bool nibbles;
        private readonly (int At, int X)[] lines;

        public RunLengths(ReadOnlySpan<byte> data, int height, bool nibbles)
        {
            this.data = data;
            this.nibbles = nibbles;
            lines = new (int, int)[height];
            Array.Fill(lines, (data.Length, 0));
            for (var (at, x, line) = (0, 0, 0); line < height;)
            {
                lines[line] = (at, x);
                var rows = Walk(ref at, ref x, [], default, default);
                if (rows == 0)
                {
                    return;
                }

                line += rows;
            }
        }

        public void ReadLine(int line, Layout layout, ReadOnlySpan<byte> bitmap, Span<byte> pixels)
        {
            var (at, x) = lines[line];
            Walk(ref at, ref x, pixels, layout, bitmap);
        }

        // To the end of a line: by how many lines it leads on; 0 at the end of the picture.
        private int Walk(ref int at, ref int x, Span<byte> pixels, Layout layout, ReadOnlySpan<byte> bitmap)
        {
            while (at + 1 < data.Length)
            {
                var (count, value) = (data[at], data[at + 1]);
                at += 2;
                switch (count, value)
                {
                    case (0, 0):
                        x = 0;
                        return 1;
                    case (0, 1):
                        return 0;
                    case (0, 2):
                        var (across, down) = at + 1 < data.Length ? (data[at], data[at + 1]) : (0, 0);
                        (at, x) = (at + 2, Math.Min(x + across, Furthest));
                        if (down > 0)
                        {
                            return down;
                        }

                        break;
                    default:
                        var literal = count == 0 ? value : 0;
                        var bytes = nibbles ? (literal + 1) / 2 : literal;
                        var run = literal == 0 ? data.Slice(at - 1, 1) : Slice(data, at, bytes);
                        Paint(run, literal == 0, literal == 0 ? count : literal, x, pixels, layout, bitmap);
                        (at, x) = (at + ((bytes + 1) / 2 * 2), Math.Min(x + Math.Max(count, literal), Furthest));
                        break;
                }
            }

            return 0;
        }

        private void Paint(
            ReadOnlySpan<byte> run, bool repeats, int count, int x, Span<byte> pixels, Layout layout, ReadOnlySpan<byte> bitmap)
        {
            for (var i = 0; i < count && 4 * (x + i + 1) <= pixels.Length; i++)
            {
                var at = repeats ? 0 : nibbles ? i / 2 : i;
                if (at < run.Length)
                {
                    var index = !nibbles ? run[at] : i % 2 == 0 ? run[at] >> 4 : run[at] & 0xF;
                    layout.Paint(index, bitmap, pixels.Slice(4 * (x + i), 4));
                }
            }
        }
    }
}
