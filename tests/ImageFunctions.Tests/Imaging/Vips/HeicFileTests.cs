using System.Buffers.Binary;
using Bench.Torture;
using ImageFunctions.Imaging;
using ImageFunctions.Imaging.Vips;
using ImageFunctions.Requests;
using ImageFunctions.Settings;
using ImageFunctions.Tests.Imaging.Pictures;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace ImageFunctions.Tests.Imaging.Vips;

/// <summary>
/// HEIC, without <c>-p:Heic=true</c> and with it. No encoder at hand writes HEVC: photos are taken from the folder that HEIC_FILES names.
/// </summary>
public class HeicFileTests
{
    public static TheoryData<string> Photos
    {
        get
        {
            var folder = Environment.GetEnvironmentVariable("HEIC_FILES");
            return folder is null ? [""] : [.. Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal)];
        }
    }

    [Fact]
    public void Make_Heic_NamesTheSwitchWithoutWhichItIsNotRead()
    {
        var outcome = Making.TryMake(Hevc(), "32x", ImageFormat.Png);

        Assert.False(outcome.Try(out _, out var refusal));
        if (HeicFile.IsRead)
        {
            Assert.Equal(Refusal.Broken, refusal); // what is in it is AV1
        }
        else
        {
            Assert.Equal(415, refusal.Status);
            Assert.Contains("-p:Heic=true", refusal.Detail, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Make_HevcBelowABrandThatDoesNotSaySo_IsFoundOut()
    {
        var file = Hevc();
        "mif1"u8.CopyTo(file.AsSpan(8));
        file.AsSpan(16, BinaryPrimitives.ReadInt32BigEndian(file) - 16).Clear();

        Assert.False(Making.TryMake(file, "32x", ImageFormat.Png).Try(out _, out var refusal));
        Assert.Equal(HeicFile.IsRead ? Refusal.Broken : Refusal.HevcNotSupported, refusal);
    }

    [Fact]
    public void Make_HeicLargerThanTheLimit_IsRefusedBeforeItIsDecoded()
    {
        Assert.SkipUnless(HeicFile.IsRead, "Built without -p:Heic=true.");

        var outcome = Making.TryMake(Hevc(), "32x", ImageFormat.Png, new ImageOptions { MaxSourcePixels = 1000 });

        Assert.False(outcome.Try(out _, out var refusal));
        Assert.Equal(422, refusal.Status);
    }

    [Theory]
    [MemberData(nameof(Photos))]
    public void Make_Photo_IsWithinItsEstimateAndStopsWhenTold(string file)
    {
        Assert.SkipUnless(HeicFile.IsRead && file.Length > 0, "Built without -p:Heic=true, or HEIC_FILES names no folder.");
        using var source = NativeBuffer.CopyOf(File.ReadAllBytes(file));
        var target = new Target(Dimension.TryParse("200x200", out var dimension) ? dimension : default, ImageFormat.WebP);
        var engine = new ImageEngine(new ImageOptions(), NullLogger<ImageEngine>.Instance);

        Assert.True(engine.Open(source, CancellationToken.None).Try(out var opened, out var refusal), refusal?.Title);
        using var header = opened;
        var made = Conversion.Run(File.ReadAllBytes(file), ImageFormat.WebP, TimeSpan.FromMinutes(1), "200x200");

        Assert.Equal(200, made.Status);
        Assert.InRange(made.Peak, 0, header.MemoryFor([target]));
        Assert.Throws<OperationCanceledException>(() => engine.Make(source, target, new CancellationToken(canceled: true)));
    }

    // An AVIF that says it were HEVC.
    private static byte[] Hevc()
    {
        var file = Seeds.All().Single(seed => seed.Name == "still.avif").Content.ToArray();
        foreach (var (from, to) in new[] { ("avif", "heic"), ("av01", "hvc1"), ("av1C", "hvcC"), ("avis", "heic") })
        {
            var (old, changed) = (System.Text.Encoding.ASCII.GetBytes(from), System.Text.Encoding.ASCII.GetBytes(to));
            for (var at = file.AsSpan().IndexOf(old); at >= 0; at = file.AsSpan().IndexOf(old))
            {
                changed.CopyTo(file.AsSpan(at));
            }
        }

        return file;
    }
}
