using FsCheck.Fluent;
using ImageFunctions.Imaging;
using ImageFunctions.Requests;
using ImageFunctions.Tests.Fixtures;
using ImageFunctions.Tests.Requests;
using Xunit;

namespace ImageFunctions.Tests.Imaging;

public class GeometryTests
{
    [Theory]
    [InlineData(640, 480, "100x100", 133, 100, 100, 100)]
    [InlineData(480, 640, "100x100", 100, 133, 100, 100)]
    [InlineData(100, 100, "100x100", 100, 100, 100, 100)]
    [InlineData(50, 40, "100x100", 125, 100, 100, 100)] // enlarged
    [InlineData(1, 1, "400x400", 400, 400, 400, 400)]
    [InlineData(1000, 1, "100x100", 100000, 100, 100, 100)]
    [InlineData(640, 480, "100x100:contain", 100, 75, 100, 100)]
    [InlineData(480, 640, "100x100:contain", 75, 100, 100, 100)]
    [InlineData(640, 480, "100x100:inside", 100, 75, 100, 75)]
    [InlineData(50, 40, "100x100:inside", 100, 80, 100, 80)]
    [InlineData(10000, 1, "100x100:inside", 100, 1, 100, 1)]
    [InlineData(640, 480, "800x", 800, 600, 800, 600)]
    [InlineData(3, 20000, "800x", 2, 16383, 2, 16383)] // no encoder takes a longer side
    public void For_SourceAndDimension_PlansTheSizes(
        int width, int height, string dimension, int scaledWidth, int scaledHeight, int outWidth, int outHeight) =>
        Assert.Equal(new Geometry(scaledWidth, scaledHeight, outWidth, outHeight), Geometry.For(width, height, Paths.Dimension(dimension)));

    [Fact]
    public void For_AnySource_CoversKeepsShapeAndFits()
    {
        var cases = from width in Gen.Choose(1, 5000)
                    from height in Gen.Choose(1, 5000)
                    from boxWidth in Gen.Choose(1, 1000)
                    from boxHeight in Gen.Choose(1, 1000)
                    select (Width: width, Height: height, BoxWidth: boxWidth, BoxHeight: boxHeight);

        Prop.ForAll(cases.ToArbitrary(), c =>
        {
            var cover = Geometry.For(c.Width, c.Height, Paths.Dimension($"{c.BoxWidth}x{c.BoxHeight}"));
            var inside = Geometry.For(c.Width, c.Height, Paths.Dimension($"{c.BoxWidth}x{c.BoxHeight}:inside"));

            // Cover: no side short of the box, one exactly it. Inside: no side beyond it, one exactly it.
            return cover.Width == c.BoxWidth && cover.Height == c.BoxHeight
                && cover.ScaledWidth >= c.BoxWidth && cover.ScaledHeight >= c.BoxHeight
                && (cover.ScaledWidth == c.BoxWidth || cover.ScaledHeight == c.BoxHeight)
                && inside.Width <= c.BoxWidth && inside.Height <= c.BoxHeight
                && (inside.Width == c.BoxWidth || inside.Height == c.BoxHeight)
                && Math.Abs(((double)cover.ScaledWidth * c.Height / c.Width) - cover.ScaledHeight) <= 1 + (0.5 * c.Height / c.Width)
                && CropIsInside(cover, 0, 0) && CropIsInside(cover, 0.5, 0.5) && CropIsInside(cover, 1, 1);
        }).Holds();
    }

    [Theory]
    [InlineData(0, 0, 0, 0)]
    [InlineData(0.5, 0.5, 16, 0)]
    [InlineData(1, 1, 33, 0)]
    [InlineData(0.9, 0, 33, 0)]
    [InlineData(0.6, 0, 29, 0)]
    public void CropAround_Focus_LiesAsNearAsItCan(double x, double y, int left, int top) =>
        Assert.Equal(new Box(left, top, 100, 100), Crop(new Geometry(133, 100, 100, 100), x, y));

    private static bool CropIsInside(Geometry geometry, double x, double y)
    {
        var box = Crop(geometry, x, y);
        return box.Left >= 0 && box.Top >= 0 && box.Width == geometry.Width && box.Height == geometry.Height
            && box.Left + box.Width <= geometry.ScaledWidth && box.Top + box.Height <= geometry.ScaledHeight;
    }

    private static Box Crop(Geometry geometry, double x, double y) => geometry.CropAround(new FocalPoint(x, y));
}
