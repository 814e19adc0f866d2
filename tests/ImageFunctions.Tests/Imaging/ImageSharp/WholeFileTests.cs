using ImageFunctions.Imaging;
using ImageFunctions.Imaging.ImageSharp;
using ImageFunctions.Requests;
using ImageFunctions.Tests.Fixtures;
using ImageFunctions.Tests.Imaging.Pictures;
using Xunit;

namespace ImageFunctions.Tests.Imaging;

/// <summary>ImageSharp shows a file that was cut off, its rest grey: this engine refuses it, as the other one does.</summary>
public class WholeFileTests
{
    public static TheoryData<string> Names => ["jpg", "png", "webp", "gif"];

    [Theory]
    [MemberData(nameof(Names))]
    public void Is_WholeFileAndWhatFollowsIt_IsWhole(string name)
    {
        var file = File(name);

        Assert.True(WholeFile.Is(SourceSignature.Detect(file), file));
        Assert.True(WholeFile.Is(SourceSignature.Detect(file), [.. file, 0, 0, 0]));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Make_FileCutOff_IsRefusedAsBroken(string name)
    {
        var file = File(name);
        foreach (var share in new[] { 0.3, 0.5, 0.9, 0.99 })
        {
            Assert.Equal(Refusal.Broken, Making.TryMake(file[..(int)(file.Length * share)], "20x20", ImageFormat.Png).Refusal);
        }
    }

    private static byte[] File(string name) => name switch
    {
        "jpg" => TestImages.Jpeg(120, 90),
        "png" => TestImages.Png(120, 90),
        "webp" => TestImages.WebP(120, 90),
        _ => TestImages.Gif(60, 40, frames: 3),
    };
}
