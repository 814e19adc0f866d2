using Bench.Pictures;
using Bench.Torture;
using Bench.Torture.Hostile;
using ImageFunctions.Imaging;
using ImageFunctions.Requests;
using ImageFunctions.Settings;
using ImageFunctions.Tests.Imaging.Pictures;
using Xunit;

namespace ImageFunctions.Tests.Imaging;

public class TruncatedFileTests
{
    private const long MaxPixels = 100_000_000;
    private const long MaxBytes = 64 << 20;

    private static readonly string[] Completed =
    [
        "baseline.jpg", "progressive.jpg", "plain.png", "interlaced.png", "palette.png",
        "lossy.webp", "lossless.webp", "animated.webp", "still.gif", "animated.gif",
    ];

    public static TheoryData<string, double> NamesAndParts()
    {
        var data = new TheoryData<string, double>();
        foreach (var name in Completed)
        {
            foreach (var part in new[] { 0.6, 0.9 })
            {
                data.Add(name, part);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(NamesAndParts))]
    public void Make_FileThatBreaksOff_IsShownAsFarAsItGoes(string name, double part)
    {
        EngineUnderTest.SkipUnlessItCompletes();
        var whole = File(name);

        Assert.NotEmpty(Making.Make(whole[..(int)(whole.Length * part)], "32x", ImageFormat.Png));
    }

    [Theory]
    [InlineData("baseline.jpg")]
    [InlineData("plain.png")]
    [InlineData("lossy.webp")]
    public void Make_LastBytesMissing_ShowsThePicture(string name)
    {
        EngineUnderTest.SkipUnlessItCompletes();
        var whole = File(name);

        var made = Making.Make(whole[..^2], "32x", ImageFormat.Png);

        Assert.True(Ssim.Of(PixelBuffer.Decode(Making.Make(whole, "32x", ImageFormat.Png)), PixelBuffer.Decode(made)) > 0.95);
    }

    [Theory]
    [MemberData(nameof(NamesAndParts))]
    public void Make_FileThatBreaksOffWhereThatIsRefused_IsBroken(string name, double part)
    {
        var whole = File(name);
        var options = new ImageOptions { TruncatedOriginals = TruncatedOriginals.Refuse };

        var outcome = Making.TryMake(whole[..(int)(whole.Length * part)], "32x", ImageFormat.Png, options);

        Assert.False(outcome.Try(out _, out var refusal));
        Assert.Equal(Refusal.Broken, refusal);
    }

    [Fact]
    public void Complete_WholeFiles_LeavesThemAlone()
    {
        foreach (var (name, content) in Seeds.All().Concat(FileWithSecret.All.Select(file => (file.Name, file.File))))
        {
            using var completed = TruncatedFile.Complete(SourceSignature.Detect(content), content, MaxPixels, MaxBytes);

            Assert.True(completed is null, name);
        }
    }

    [Fact]
    public void Complete_CutAnywhere_IsWholeThen()
    {
        foreach (var (name, content) in Seeds.All().Where(seed => Completed.Contains(seed.Name)))
        {
            var kind = SourceSignature.Detect(content);
            for (var length = 16; length < content.Length; length += 1 + (length / 40))
            {
                using var completed = TruncatedFile.Complete(kind, content.AsSpan(0, length), MaxPixels, MaxBytes);
                using var again = completed is null ? null : TruncatedFile.Complete(kind, completed.GetSpan(), MaxPixels, MaxBytes);

                Assert.True(again is null, $"{name} cut to {length}");
            }
        }
    }

    [Fact]
    public void Complete_ClaimsTooMuch_LeavesItAlone()
    {
        var png = new PngBuilder(60_000, 60_000).Pixels(1000).End()[..^12];
        var much = BitConverter.GetBytes(int.MaxValue);
        byte[] webp = [.. "RIFF"u8, .. much, .. "WEBPVP8 "u8, .. much, 0, 0];

        Assert.Null(TruncatedFile.Complete(SourceKind.Png, png, MaxPixels, MaxBytes));
        Assert.Null(TruncatedFile.Complete(SourceKind.WebP, webp, MaxPixels, MaxBytes));
    }

    [Fact]
    public void Complete_WholePng_CopiesNothing()
    {
        var whole = Seeds.Save("pngsave_buffer", 600, 600);
        var before = GC.GetAllocatedBytesForCurrentThread();

        using var completed = TruncatedFile.Complete(SourceKind.Png, whole, MaxPixels, MaxBytes);

        Assert.Null(completed);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, whole.Length / 100);
    }

    private static byte[] File(string name) => Seeds.All().Single(seed => seed.Name == name).Content;
}
