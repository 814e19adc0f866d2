using ImageFunctions.Imaging;
using Xunit;

namespace ImageFunctions.Tests.Imaging;

public class OrientationTests
{
    private const int StoredWidth = 4;
    private const int StoredHeight = 3;

    [Theory]
    [InlineData(1, true, false)]
    [InlineData(2, false, false)]
    [InlineData(3, false, false)]
    [InlineData(4, false, false)]
    [InlineData(5, false, true)]
    [InlineData(6, false, true)]
    [InlineData(7, false, true)]
    [InlineData(8, false, true)]
    [InlineData(0, true, false)]
    [InlineData(9, true, false)]
    [InlineData(-1, true, false)]
    public void Tag_Each_SaysWhetherItTurns(int tag, bool isUpright, bool swaps)
    {
        var orientation = new Orientation(tag);

        Assert.Equal((isUpright, swaps), (orientation.IsUpright, orientation.Swaps));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public void ToStored_EveryRectangle_AgreesWithTurningThePixels(int tag)
    {
        var orientation = new Orientation(tag);
        var (width, height) = orientation.Swaps ? (StoredHeight, StoredWidth) : (StoredWidth, StoredHeight);
        foreach (var box in Rectangles(width, height))
        {
            var stored = orientation.ToStored(box, width, height);

            var expected = Pixels(box).Select(upright => StoredPixel(tag, upright.X, upright.Y)).Order();
            Assert.Equal(expected, Pixels(stored).Order());
        }
    }

    // CIPA DC-008, tag 0x0112: which edge of the upright picture the stored rows and columns begin at. By definition, pixel by pixel.
    private static (int X, int Y) StoredPixel(int tag, int x, int y) => tag switch
    {
        1 => (x, y),
        2 => (StoredWidth - 1 - x, y),
        3 => (StoredWidth - 1 - x, StoredHeight - 1 - y),
        4 => (x, StoredHeight - 1 - y),
        5 => (y, x),
        6 => (y, StoredHeight - 1 - x),
        7 => (StoredWidth - 1 - y, StoredHeight - 1 - x),
        8 => (StoredWidth - 1 - y, x),
        _ => throw new ArgumentOutOfRangeException(nameof(tag)),
    };

    private static IEnumerable<Box> Rectangles(int width, int height) =>
        from left in Enumerable.Range(0, width)
        from top in Enumerable.Range(0, height)
        from boxWidth in Enumerable.Range(1, width - left)
        from boxHeight in Enumerable.Range(1, height - top)
        select new Box(left, top, boxWidth, boxHeight);

    private static IEnumerable<(int X, int Y)> Pixels(Box box) =>
        from y in Enumerable.Range(box.Top, box.Height)
        from x in Enumerable.Range(box.Left, box.Width)
        select (x, y);
}
