using Bench.Pictures;
using ImageFunctions.Requests;
using ImageFunctions.Settings;
using Xunit;

namespace ImageFunctions.Tests.Imaging.Pictures;

/// <summary>
/// Every input kind in every output format, compared with a reference that no engine has a part in. Shape by SSIM, which hardly sees a
/// wrong colour, and colour by the mean difference of the samples, which hardly sees a wrong shape.
/// </summary>
public class PictureTableTests
{
    private const byte Grey = 128;
    private static readonly ImageOptions Options = new() { Background = new Colour(Grey, Grey, Grey) };

    public static TheoryData<string, string> Cells()
    {
        var cells = new TheoryData<string, string>();
        foreach (var kind in InputKind.Read)
        {
            foreach (var format in ImageEngine.Abilities.Writes)
            {
                cells.Add(kind, format.ToString());
            }
        }

        return cells;
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public void Make_EveryKindInEveryFormat_LooksLikeItsReference(string kind, string formatName)
    {
        var format = Enum.Parse<ImageFormat>(formatName);
        var input = InputKind.All[kind];

        var outcome = Making.TryMake(input.ToFile(), "160x120", format, Options);

        Assert.True(outcome.Try(out var made, out var refusal), refusal?.Title);
        var actual = PixelBuffer.Decode(made.Bytes);
        var expected = input.Scene.Cover(160, 120, Grey);
        var (leastSsim, mostDifference) = Tolerance(kind, format);
        var (ssim, difference) = (Ssim.Of(expected, actual), Difference(expected, actual));
        Assert.True(ssim >= leastSsim, $"SSIM {ssim:0.000}, difference {difference:0.0}");
        Assert.True(difference <= mostDifference, $"SSIM {ssim:0.000}, difference {difference:0.0}");
    }

    // PNG shows the pipeline alone, and is held to most. The others show their encoders as well, which blur chroma at hard edges (worst
    // in the posterized scene) or dither; and CMYK cannot show every colour of sRGB. ImageSharp knows no CMYK profiles: its engine comes
    // near by a model of printing inks (CmykModel.cs), which is off by some more. Black beside white is where Lanczos rings most.
    private static (double LeastSsim, double MostDifference) Tolerance(string kind, ImageFormat format)
    {
        var (ssim, difference) = format switch
        {
            ImageFormat.Png => (0.97, 1.5),
            ImageFormat.WebP => (0.93, 3.1),
            ImageFormat.Avif => (0.93, 3.3),
            ImageFormat.Jpeg => (0.91, 3.3),
            _ => (0.80, 4.0),
        };
        var cmyk = kind.Contains("cmyk", StringComparison.Ordinal);
        var posterized = format != ImageFormat.Png && kind is "png palette" or "gif";
        var bilevel = kind == "png 1 bit";
        var byModel = cmyk && ImageEngine.Abilities.Engine == "ImageSharp";
        return (ssim - (cmyk ? 0.03 : 0) - (byModel ? 0.02 : 0) - (posterized ? 0.05 : 0),
            difference + (cmyk ? 9 : 0) + (byModel ? 4 : 0) + (posterized ? 1 : 0) + (bilevel ? 0.3 : 0));
    }

    private static double Difference(PixelBuffer a, PixelBuffer b) => a.Samples.Zip(b.Samples, (x, y) => Math.Abs(x - y)).Average();
}
