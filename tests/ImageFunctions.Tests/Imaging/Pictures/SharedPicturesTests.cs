using Bench.Pictures;
using ImageFunctions.Imaging;
using ImageFunctions.Requests;
using ImageFunctions.Settings;
using Xunit;

namespace ImageFunctions.Tests.Imaging.Pictures;

/// <summary>Real files, where their folder lies beside the checkout; a fresh clone elsewhere has none.</summary>
public class SharedPicturesTests
{
    private static readonly string[] NotReadable =
        [".svg", ".jp2", ".heic", ".avifs", .. ImageEngine.Abilities.Reads.Contains(SourceKind.Heif) ? Array.Empty<string>() : [".avif"]];

    // Old-style JPEG, YCbCr without JPEG, and numbers of 32 bits: refused rather than shown blank or in wrong colours.
    private static readonly string[] NotReadableTiffs =
    [
        "ojpeg-strip.tif",
        "ojpeg-tile.tif", "ycbcr_lzw_bt709.tif", "16_bit_binary_pgm.tiff", "hopper_unknown_pixel_mode.tif",
    ];

    [Fact]
    public void Make_EveryRealFile_HasItsBoxOrIsNotReadable()
    {
        var folder = FindFolder();
        var options = new ImageOptions { EnlargeAnimations = true };
        var wrong = new List<string>();
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(IsWhole))
        {
            var extension = Path.GetExtension(file).ToLowerInvariant();
            var own = ImageFormats.TryFromExtension(extension[1..], out var format) ? format : ImageFormat.Jpeg;
            foreach (var dimension in options.AllowedDimensions)
            {
                foreach (var wanted in new[] { ImageFormat.WebP, own })
                {
                    var outcome = Making.TryMake(File.ReadAllBytes(file), dimension.PathSegment, wanted, options);
                    var right = outcome.Try(out var made, out var refusal)
                        ? PixelBuffer.Decode(made.Bytes) is { Width: var width, Height: var height }
                        && (width, height) == (dimension.Width, dimension.Height)
                        : refusal.Status == 415 && (NotReadable.Contains(extension) || NotReadableTiffs.Contains(Path.GetFileName(file)));
                    if (!right)
                    {
                        wrong.Add($"{Path.GetFileName(file)} {dimension} {wanted} {refusal?.Status}");
                    }
                }
            }
        }

        Assert.Empty(wrong);
    }

    [Theory]
    [InlineData("Landscape")]
    [InlineData("Portrait")]
    public void Make_EightOrientationsOfOneScene_GiveTheSamePicture(string scene)
    {
        var folder = FindFolder();

        // Each file has its own number drawn into the middle.
        var pictures = Enumerable.Range(1, 8)
            .Select(i => File.ReadAllBytes(Path.Combine(folder, "orientation", $"{scene}_{i}.jpg")))
            .Select(file => WithoutMiddle(PixelBuffer.Decode(Making.Make(file, "300x300", ImageFormat.Png)).ToLuma()))
            .ToArray();

        foreach (var (a, b) in from a in pictures from b in pictures select (a, b))
        {
            Assert.True(Ssim.Of(a, b) > 0.97, $"SSIM {Ssim.Of(a, b):0.000}");
        }
    }

    private static PixelBuffer WithoutMiddle(PixelBuffer pixels)
    {
        for (var i = 0; i < pixels.Samples.Length; i++)
        {
            var (x, y) = (i % pixels.Width, i / pixels.Width);
            if (x is > 110 and < 190 && y is > 105 and < 195)
            {
                pixels.Samples[i] = 0;
            }
        }

        return pixels;
    }

    private static string FindFolder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var shared = Path.Combine(folder.FullName, "shared", "images");
            if (Directory.Exists(shared))
            {
                return shared;
            }
        }

        Assert.Skip("There is no folder shared/images beside this checkout.");
        return "";
    }

    private static bool IsWhole(string file) =>
        Path.GetFileName(file) != "README.md" && !file.Split(Path.DirectorySeparatorChar).Any(part => part is "broken" or "bombs");
}
