using System.Diagnostics;
using System.Text.Json;
using ImageFunctions.Imaging;
using ImageFunctions.Imaging.Vips;
using ImageFunctions.Imaging.Vips.Native;
using ImageFunctions.Settings;
using ImageFunctions.Tests.Infra;
using LocalFrontDoor.Samples;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace ImageFunctions.Tests.Imaging;

public class ThumbHashTests
{
    /// <summary>The hashes are those of npm's <c>thumbhash</c> 0.1.1, by its own author, for the same pixels.</summary>
    [Theory]
    [InlineData(100, 67, false, "HwgKbYKHh2dwd1d3d2Z4h4d/p46A")]
    [InlineData(67, 100, false, "H/gJbQJ3h3B4dndlZ3d3eHd/R/d4")]
    [InlineData(100, 100, true, "H/iFNQAIeIhweHdniHePR/R6ilpLCIiIgw==")]
    [InlineData(1, 1, false, "AAgCBwAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData(100, 1, false, "kxsm4YR3d4eIiAiId4iAhAg=")]
    [InlineData(3, 80, true, "4QeKGQoXh4BoiLiHj3AX+HeIcYh0Bzc=")]
    [InlineData(16, 9, false, "1sYNXIyQd3hxeHiHh3eCf/eEiQ==")]
    public void Of_Picture_IsWhatItsAuthorsProgramSays(int width, int height, bool alpha, string expected)
    {
        var hash = ThumbHash.Of(width, height, Paint(width, height, alpha));

        Assert.Equal(expected, Convert.ToBase64String(hash));
        Assert.InRange(hash.Length, 1, 25);
    }

    [Fact]
    public async Task Describe_EverySamplePicture_IsWhatAnIndependentProgramSays()
    {
        // A PNG of what has a palette is one of a palette again, and not the pixels that were hashed.
        byte[][] files = [.. SamplePictures.Draw().Where(file => SourceSignature.Detect(file) != SourceKind.Gif)];
        var pixels = files.Select(Hashed).ToList();

        var said = await RunNodeAsync(pixels);

        Assert.NotEmpty(said);
        foreach (var (file, (hash, colour)) in files.Zip(said))
        {
            using var source = NativeBuffer.CopyOf(file);
            using var opened = new VipsEngine(new ImageOptions(), NullLogger<VipsEngine>.Instance)
                .Open(source, CancellationToken.None).Value!;
            var description = opened.Describe().Value!;

            Assert.Equal(hash, Convert.ToBase64String(description.ThumbHash));
            Assert.Equal(new Colour((byte)colour[0], (byte)colour[1], (byte)colour[2]), description.Colour);
        }
    }

    // The pixels that are hashed: PNG keeps them all.
    private static Picture Hashed(byte[] file)
    {
        using var source = NativeBuffer.CopyOf(file);
        var png = new VipsEngine(new ImageOptions(), NullLogger<VipsEngine>.Instance)
            .Make(source, PictureDescription.Hashed, CancellationToken.None).Value!.Bytes;
        using var work = new Work(CancellationToken.None);
        var buffer = work.Own(NativeBuffer.CopyOf(png));
        var info = VipsHeader.Read(SourceKind.Png, buffer);
        var image = work.Own(Loader.Open(info, buffer, shrink: 1, allFrames: false));
        var rgb = image.Bands < 3 ? work.Own(image.ToColourSpace(VipsInterpretation.Srgb)) : image;
        var rgba = work.Own((rgb.HasAlpha ? rgb : work.Own(rgb.AddAlpha())).Cast(VipsBandFormat.UChar));
        return new Picture(rgba.Width, rgba.Height, Convert.ToBase64String(rgba.ToArray()));
    }

    private static async Task<(string Hash, int[] Colour)[]> RunNodeAsync(IReadOnlyList<Picture> pictures)
    {
        var start = new ProcessStartInfo("node", [Path.Combine("tests", "ImageFunctions.Tests", "Imaging", "thumbhash.mjs")])
        {
            WorkingDirectory = RepositoryFiles.Root,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        using var node = Process.Start(start)!;
        await node.StandardInput.WriteAsync(JsonSerializer.Serialize(pictures));
        node.StandardInput.Close();
        var answer = await node.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        return [.. JsonSerializer.Deserialize<Said[]>(answer)!.Select(one => (one.Hash, one.Colour))];
    }

    private sealed record Picture(int Width, int Height, string Rgba);

    private sealed record Said(string Hash, int[] Colour);

    [Fact]
    public void Of_NothingButTransparent_IsWhatItsAuthorsProgramSays() =>
        Assert.Equal("AAiCBQAAAAAAAAAAAAAAAAAAAAAAAAAAAA==", Convert.ToBase64String(ThumbHash.Of(4, 4, new byte[64])));

    [Fact]
    public void DominantColour_MostlyRedAndAFewOthers_IsTheRed()
    {
        byte[] red = [200, 16, 32, 255];
        byte[] rgba = [.. red, .. red, .. red, 202, 18, 34, 255, 0, 0, 255, 255, 0, 255, 0, 255, 255, 255, 255, 0];

        Assert.Equal(new Colour(201, 17, 33), PictureDescription.DominantColour(rgba));
    }

    private static byte[] Paint(int width, int height, bool alpha)
    {
        var pixels = new byte[width * height * 4];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var i = ((y * width) + x) * 4;
                pixels[i] = (byte)((x * 7) + (y * 3));
                pixels[i + 1] = (byte)((x * x) + (y * 5));
                pixels[i + 2] = (byte)(255 * y / height);
                pixels[i + 3] = alpha ? (byte)((x + (y * 2)) * 5) : (byte)255;
            }
        }

        return pixels;
    }
}
