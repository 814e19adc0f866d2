using Bench.Pictures;
using ImageFunctions.Imaging.Resampling;
using Xunit;

namespace ImageFunctions.Tests.Imaging.Resampling;

/// <summary>The resampler beside the same filters by their formulas in double precision, and what must hold of any.</summary>
public class ResamplerTests
{
    [Theory]
    [InlineData(3, 61, 47, 20, 13)]
    [InlineData(3, 61, 47, 60, 46)]
    [InlineData(3, 61, 47, 61, 20)]
    [InlineData(3, 40, 30, 97, 71)]
    [InlineData(3, 400, 5, 3, 1)]
    [InlineData(1, 61, 47, 20, 13)]
    [InlineData(1, 1, 90, 1, 7)]
    [InlineData(1, 90, 1, 7, 1)]
    [InlineData(1, 1, 1, 5, 9)]
    [InlineData(2, 61, 47, 20, 13)]
    [InlineData(2, 7, 7, 11, 3)]
    [InlineData(4, 61, 47, 20, 13)]
    [InlineData(4, 300, 300, 1, 1)]
    [InlineData(4, 33, 17, 66, 34)]
    public void Add_AnyPicture_IsWithinOneOfTheExact(int bands, int width, int height, int scaledWidth, int scaledHeight)
    {
        foreach (var picture in new[] { Noise(width, height, bands), Extremes(width, height, bands) })
        {
            var exact = ExactScaling.Light(picture, scaledWidth, scaledHeight);

            var scaled = Scale(picture, scaledWidth, scaledHeight);

            for (var i = 0; i < exact.Length; i++)
            {
                // The colour of what cannot be seen is anyone's.
                var alpha = bands % 2 == 0 ? exact[(i / bands * bands) + bands - 1] : 255;
                Assert.True(
                    alpha < 8 || Math.Abs(exact[i] - scaled.Samples[i]) <= 1,
                    $"{picture} sample {i}: {scaled.Samples[i]} is not {exact[i]:0.00}");
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Add_WithoutWideVectors_IsTheSamePicture(int bands)
    {
        var picture = Noise(161, 97, bands);
        var layout = new PixelLayout(bands, HasAlpha: bands % 2 == 0);
        var (across, down) = (new FilterAxis(161, 161, 60, 0, 60), new FilterAxis(97, 97, 31, 0, 31));

        var (wide, narrow) =
            (Run(picture.Samples, layout, 161, across, down), Run(picture.Samples, layout, 161, across, down, wide: false));

        Assert.All(wide, (sample, i) => Assert.InRange(narrow[i], sample - 1, sample + 1));
    }

    [Fact]
    public void Add_SixteenBits_AreTheSamePictureFiner()
    {
        var picture = Noise(61, 47, 3);
        var wide = new byte[picture.Samples.Length * 2];
        for (var i = 0; i < picture.Samples.Length; i++)
        {
            (wide[i * 2], wide[(i * 2) + 1]) = (picture.Samples[i], picture.Samples[i]); // times 257
        }

        var scaled = Scale(wide, new PixelLayout(3, IsWide: true), 61, 47, 20, 13);

        var exact = ExactScaling.Light(picture, 20, 13);
        for (var i = 0; i < exact.Length; i++)
        {
            Assert.Equal(exact[i], BitConverter.ToUInt16(scaled, i * 2) / 257.0, 0.05);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Add_ConstantPicture_StaysConstant(int bands)
    {
        for (var value = 0; value <= 255; value++)
        {
            var picture = new PixelBuffer(
                37, 23, bands,
                [.. Enumerable.Range(0, 37 * 23 * bands).Select(i => bands % 2 == 0 && i % bands == bands - 1 ? (byte)255 : (byte)value)]);
            foreach (var (width, height) in new[] { (11, 9), (37, 23), (50, 29), (1, 1) })
            {
                var scaled = Scale(picture, width, height);

                Assert.All(scaled.Samples, (sample, i) => Assert.Equal(bands % 2 == 0 && i % bands == bands - 1 ? 255 : value, sample));
            }
        }
    }

    [Theory]
    [InlineData(20, 13)]
    [InlineData(90, 60)]
    public void Add_MirroredPicture_GivesTheMirrored(int width, int height)
    {
        var picture = Noise(61, 47, 3);

        var (scaled, mirrored) = (Scale(picture, width, height), Scale(Mirrored(picture), width, height));

        Assert.All(Mirrored(scaled).Samples, (sample, i) => Assert.InRange(mirrored.Samples[i], sample - 1, sample + 1));
    }

    [Fact]
    public void Add_SameSize_ChangesNothing()
    {
        var picture = Noise(31, 17, 3);

        Assert.Equal(picture.Samples, Scale(picture, 31, 17).Samples);
    }

    [Fact]
    public void Add_Window_IsThatPartOfTheWhole()
    {
        var picture = Noise(200, 150, 3);
        var whole = Scale(picture, 70, 53);
        var (across, down) = (new FilterAxis(200, 200, 70, 11, 30), new FilterAxis(150, 150, 53, 20, 25));

        var window = Run(picture.Samples, new PixelLayout(3), 200, across, down);

        for (var y = 0; y < 25; y++)
        {
            Assert.Equal(whole.Samples.AsSpan((((y + 20) * 70) + 11) * 3, 90).ToArray(), window.AsSpan(y * 90, 90).ToArray());
        }
    }

    // Stripes as fine as the result can nearly show: the means of blocks of four rows alone would leave the black between them at 26.
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    public void Add_MuchBecomesLittle_StaysAsSharpAsTheExact(int bands)
    {
        var (width, height, scaledHeight) = (9, 405, 40);
        var picture = new PixelBuffer(width, height, bands, [.. Enumerable.Range(0, width * height * bands).Select(i =>
            bands == 4 && i % 4 == 3 ? (byte)255 : (byte)(128 + (100 * Math.Sin(i / (width * bands) * 2 * Math.PI / 25))))]);
        var block = FilterAxis.BlockFor((double)height / scaledHeight);
        Assert.Equal(4, block);
        var exact = ExactScaling.Light(picture, width, scaledHeight);

        var scaled = Run(
            picture.Samples, new PixelLayout(bands, HasAlpha: bands == 4), width,
            new FilterAxis(width, width, width, 0, width), new FilterAxis(height, height, scaledHeight, 0, scaledHeight, block));

        Assert.All(exact, (sample, i) => Assert.InRange(scaled[i], sample - 4, sample + 4));
    }

    [Fact]
    public void Add_RowsAlike_CountAsOftenAsTheyAreThere()
    {
        var noise = Noise(33, 60, 3);
        var picture = noise with
        {
            Samples = [.. Enumerable.Range(0, 33 * 60 * 3).Select(i => noise.Samples[(i % 99) + (i / 99 / 5 * 99)])],
        };
        var (across, down) = (new FilterAxis(33, 33, 11, 0, 11), new FilterAxis(60, 60, 8, 0, 8, block: 3));
        var means = new double[20 * 33 * 3];
        for (var i = 0; i < means.Length; i++)
        {
            means[i] = Enumerable.Range(0, 3).Average(row =>
                SrgbCurve.ToLight(picture.Samples[(((i / 99 * 3) + row) * 99) + (i % 99)] / 255.0));
        }

        var scaled = Run(picture.Samples, new PixelLayout(3), 33, across, down);

        for (var i = 0; i < scaled.Length; i++)
        {
            var (x, y, band) = (i / 3 % 11, i / 33, i % 3);
            var light = down.Weights(y).ToArray().Select((weight, row) => weight * across.Weights(x).ToArray().Select((factor, column) =>
                factor * means[((down.First(y) + row) * 99) + ((across.First(x) + column) * 3) + band]).Sum()).Sum();
            var number = SrgbCurve.FromLight(Math.Clamp(light, 0, 1)) * 255;
            Assert.InRange(scaled[i], number - 1, number + 1);
        }
    }

    [Fact]
    public void Add_WindowByBlocks_IsThatPartOfTheWhole()
    {
        var picture = Noise(50, 407, 3);
        var across = new FilterAxis(50, 50, 25, 0, 25);
        var whole = Run(picture.Samples, new PixelLayout(3), 50, across, new FilterAxis(407, 407, 41, 0, 41, block: 3));

        var window = Run(picture.Samples, new PixelLayout(3), 50, across, new FilterAxis(407, 407, 41, 17, 24, block: 3));

        Assert.Equal(whole[(17 * 75)..], window);
    }

    [Fact]
    public void Add_Inks_MixLightToo()
    {
        byte[] stripes = [.. Enumerable.Range(0, 64 * 64 * 4).Select(i => i % 4 == 3 && i / 4 % 2 == 0 ? (byte)255 : (byte)0)];

        var scaled = Scale(stripes, new PixelLayout(4, IsInk: true), 64, 64, 8, 8);

        Assert.InRange(scaled[(((4 * 8) + 4) * 4) + 3], 255 - 190, 255 - 186);
        Assert.Equal(0, scaled[((4 * 8) + 4) * 4]);
    }

    private static PixelBuffer Scale(PixelBuffer picture, int width, int height) => new(
        width,
        height,
        picture.Bands,
        Scale(picture.Samples, new PixelLayout(
            picture.Bands, HasAlpha: picture.Bands % 2 == 0), picture.Width, picture.Height, width, height));

    private static byte[] Scale(byte[] pixels, PixelLayout layout, int width, int height, int scaledWidth, int scaledHeight) => Run(
        pixels, layout, width, new FilterAxis(
            width, width, scaledWidth, 0, scaledWidth), new FilterAxis(height, height, scaledHeight, 0, scaledHeight));

    private static byte[] Run(byte[] pixels, PixelLayout layout, int width, FilterAxis across, FilterAxis down, bool wide = true)
    {
        var result = new byte[across.Length * down.Length * layout.Bytes];
        var rows = 0;
        void Take(int y, ReadOnlySpan<byte> row)
        {
            Assert.Equal(rows++, y);
            row.CopyTo(result.AsSpan(y * row.Length));
        }

        using var resampler = new Resampler(layout, across, down, Take, wide);
        var needed = (across.SourceEnd - across.SourceStart) * layout.Bytes;
        for (var y = down.SourceStart; y < down.SourceEnd; y += 7)
        {
            var first = ((y * width) + across.SourceStart) * layout.Bytes;
            resampler.Add(new PixelRows(pixels.AsSpan(first), needed, Math.Min(7, down.SourceEnd - y), width * layout.Bytes));
        }

        Assert.Equal(down.Length, rows);
        return result;
    }

    private static PixelBuffer Noise(int width, int height, int bands)
    {
        var samples = new byte[width * height * bands];
        new Random(7).NextBytes(samples);
        return new PixelBuffer(width, height, bands, samples);
    }

    // Black and white only: where filters overshoot most.
    private static PixelBuffer Extremes(int width, int height, int bands)
    {
        var noise = Noise(width, height, bands);
        return noise with { Samples = [.. noise.Samples.Select(sample => sample < 128 ? (byte)0 : (byte)255)] };
    }

    private static PixelBuffer Mirrored(PixelBuffer picture) => picture with
    {
        Samples = [.. Enumerable.Range(0, picture.Samples.Length).Select(i =>
        {
            var (pixel, band) = (i / 3, i % 3);
            return picture[picture.Width - 1 - (pixel % picture.Width), pixel / picture.Width, band];
        })],
    };
}
