using Bench.Pictures;
using ImageFunctions.Imaging;
using ImageFunctions.Imaging.Vips;
using ImageFunctions.Requests;
using ImageFunctions.Settings;
using ImageFunctions.Tests.Fixtures;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace ImageFunctions.Tests.Imaging.Pictures;

/// <summary>Several variants after one decode are those that are made one by one.</summary>
public class MakeAllTests
{
    private static readonly string[] Dimensions = ["30x30", "60x40", "90x", "120x120:contain", "100x100:inside"];
    private static readonly string[] Defaults = ["100x100", "200x200", "300x300", "400x400"];

    public static TheoryData<string> Kinds => [.. InputKind.Read];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void MakeAll_EveryKindOfInput_IsTheSameAsOneByOne(string kind)
    {
        var file = InputKind.All[kind].ToFile();
        var targets = Targets(ImageFormat.Jpeg, ImageFormat.Png, ImageFormat.WebP);

        var together = Make(file, targets);

        for (var i = 0; i < targets.Count; i++)
        {
            var alone = Make(file, [targets[i]])[0];
            Assert.True(together[i].Try(out var made, out var refusal), refusal?.ToString());
            Assert.True(alone.Value!.Bytes.AsSpan().SequenceEqual(made.Bytes), $"{targets[i].Dimension} {targets[i].Format}");
        }
    }

    [Fact]
    public void MakeAll_LargeJpeg_IsWithinWhatIsPromised()
    {
        var file = TestImages.Jpeg(1600, 1200);
        List<Target> targets = [.. Defaults.Select(text => new Target(Parse(text), ImageFormat.Png))];

        var together = Make(file, targets);

        Assert.All(targets.Zip(together), pair => Assert.InRange(
            Ssim.Of(PixelBuffer.Decode(pair.Second.Value!.Bytes), PixelBuffer.Decode(Make(file, [pair.First])[0].Value!.Bytes)), 0.98, 1));
    }

    [Fact]
    public void MakeAll_Animation_StaysOneOnlyInFormatsThatAnimate()
    {
        var targets = Targets(ImageFormat.WebP, ImageFormat.Jpeg, ImageFormat.Gif);

        var made = Make(TestImages.Gif(80, 60, frames: 3), targets);

        Assert.Equal(
            targets.Select(target => target.Format == ImageFormat.Jpeg ? 1 : 3),
            made.Select(one => TestImages.Read(one.Value!.Bytes).Frames));
    }

    [Fact]
    public void MakeAll_BrokenSource_IsRefusedForEach()
    {
        var made = Make(TestImages.CorruptJpeg(640, 480), Targets(ImageFormat.Png));

        Assert.All(made, one => Assert.Equal(Refusal.Broken, one.Refusal));
    }

    [Fact]
    public void MakeAll_Cancelled_Ends()
    {
        using var given = new CancellationTokenSource();
        given.Cancel();

        Assert.Throws<OperationCanceledException>(() => MakeAll(TestImages.Png(40, 30), Targets(ImageFormat.Png), given.Token));
    }

    private static List<Target> Targets(params ImageFormat[] formats) =>
        [.. Dimensions.SelectMany(text => formats.Select(format => new Target(Parse(text), format)))];

    private static Dimension Parse(string text) =>
        Dimension.TryParse(text, out var dimension) ? dimension : throw new ArgumentException(text);

    private static IReadOnlyList<Outcome<EncodedPicture>> Make(byte[] file, IReadOnlyList<Target> targets) =>
        MakeAll(file, targets, TestContext.Current.CancellationToken);

    private static IReadOnlyList<Outcome<EncodedPicture>> MakeAll(
        byte[] file, IReadOnlyList<Target> targets, CancellationToken cancellation)
    {
        using var work = new Work(CancellationToken.None);
        return new ImageEngine(new ImageOptions(), NullLogger<ImageEngine>.Instance)
            .MakeAll(work.Own(NativeBuffer.CopyOf(file)), targets, cancellation);
    }
}
