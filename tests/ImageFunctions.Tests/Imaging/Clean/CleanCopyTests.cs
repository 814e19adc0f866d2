using Bench.Torture;
using Bench.Torture.Hostile;
using ImageFunctions.Imaging;
using ImageFunctions.Imaging.Clean;
using ImageFunctions.Requests;
using ImageFunctions.Settings;
using ImageFunctions.Tests.Imaging.Pictures;
using Xunit;

namespace ImageFunctions.Tests.Imaging.Clean;

public class CleanCopyTests
{
    private static readonly ImageOptions BestQuality = new() { JpegQuality = 100, WebpQuality = 100 };

    public static TheoryData<string> Names() => [.. FileWithSecret.All.Select(file => file.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Of_FileWithSecret_IsThePictureToTheByte(string name)
    {
        var file = FileWithSecret.All.Single(one => one.Name == name);

        Assert.Equal(file.Plain, CleanCopy.Of(file.Kind, file.File));
        Assert.True(FileWithSecret.Holds(file.File));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Make_OriginalWithSecretAlreadyRight_GoesOutWithout(string name)
    {
        var file = FileWithSecret.All.Single(one => one.Name == name);
        EngineUnderTest.SkipUnlessItWrites(FormatOf(file.Kind));

        var made = Making.Make(file.File, $"{FileWithSecret.Side}x{FileWithSecret.Side}", FormatOf(file.Kind), BestQuality);

        Assert.False(FileWithSecret.Holds(made));
        Assert.True(made.Length <= file.Plain.Length);
    }

    [Fact]
    public void Of_CutAnywhere_IsNothingOrThePictureToItsEnd()
    {
        foreach (var file in FileWithSecret.All)
        {
            for (var length = 12; length < file.Plain.Length; length += 1 + (length / 50))
            {
                var copy = CleanCopy.Of(file.Kind, file.Plain.AsSpan(0, length));

                Assert.True(copy is null || copy.Length == file.Plain.Length, $"{file.Name} cut to {length}");
            }
        }
    }

    [Theory]
    [InlineData("jpegsave_buffer")]
    [InlineData("pngsave_buffer")]
    [InlineData("webpsave_buffer")]
    public void Of_FileWithProfile_IsNone(string save)
    {
        var file = Seeds.Save(save, 32, 32, operation => operation.Set("profile", "p3"));

        Assert.Null(CleanCopy.Of(SourceSignature.Detect(file), file));
    }

    [Fact]
    public void Of_WebPWithFramesInFrames_IsRefusedWithoutGoingDeep()
    {
        var chunks = new List<byte>();
        const int depth = 100_000;
        for (var i = depth; i > 0; i--)
        {
            chunks.AddRange([.. "ANMF"u8, .. BitConverter.GetBytes((i * 24) - 8), .. new byte[16]]);
        }

        byte[] file = [.. "RIFF"u8, .. BitConverter.GetBytes(chunks.Count + 4), .. "WEBP"u8, .. chunks];

        Assert.NotNull(CleanCopy.Of(SourceKind.WebP, file));
    }

    [Fact]
    public void Of_PngWithUnknownCriticalChunk_IsNone() =>
        Assert.Null(CleanCopy.Of(SourceKind.Png, new PngBuilder(8, 8).Chunk("CgBI", []).Pixels(200).End()));

    [Fact]
    public void Of_OtherKinds_IsNone()
    {
        Assert.Null(CleanCopy.Of(SourceKind.Tiff, Seeds.Save("tiffsave_buffer", 32, 32)));
        Assert.Null(CleanCopy.Of(SourceKind.Heif, Seeds.All().Single(seed => seed.Name == "still.avif").Content));
    }

    private static ImageFormat FormatOf(SourceKind kind) => kind switch
    {
        SourceKind.Jpeg => ImageFormat.Jpeg,
        SourceKind.Png => ImageFormat.Png,
        SourceKind.WebP => ImageFormat.WebP,
        _ => ImageFormat.Gif,
    };
}
