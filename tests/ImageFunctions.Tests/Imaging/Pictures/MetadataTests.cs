using System.Text;
using Bench.Pictures;
using ImageFunctions.Imaging.Vips;
using ImageFunctions.Imaging.Vips.Native;
using ImageFunctions.Requests;
using ImageFunctions.Settings;
using Xunit;

namespace ImageFunctions.Tests.Imaging.Pictures;

public class MetadataTests
{
    private const string Owner = "Copyright-of-Ann";
    private const string Secret = "Secret-place";

    public static TheoryData<string, string> SourcesAndFormats()
    {
        var data = new TheoryData<string, string>();
        foreach (var save in new[] { "jpegsave_buffer", "pngsave_buffer", "webpsave_buffer" })
        {
            foreach (var format in ImageEngine.Abilities.Writes)
            {
                data.Add(save, format.ToString());
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(SourcesAndFormats))]
    public void Make_SourceWithMetadata_WritesNone(string save, string format)
    {
        var made = Making.Make(WithMetadata(save), "100x100", Enum.Parse<ImageFormat>(format));

        Assert.DoesNotContain(
            Making.Look(made, image => image.Fields()), field => field is "exif-data" or "xmp-data" or "iptc-data" or "icc-profile-data");
        Assert.DoesNotContain(Secret, Encoding.Latin1.GetString(made), StringComparison.Ordinal);
        Assert.DoesNotContain(Owner, Encoding.Latin1.GetString(made), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ImageFormat.Jpeg)]
    [InlineData(ImageFormat.WebP)]
    [InlineData(ImageFormat.Png)]
    [InlineData(ImageFormat.Avif)]
    internal void Make_CopyrightKept_WritesItAndNothingElse(ImageFormat format)
    {
        EngineUnderTest.SkipUnlessItWrites(format);
        var made = Making.Make(WithMetadata("jpegsave_buffer"), "100x100", format, new ImageOptions { KeepCopyright = true });

        Assert.StartsWith(Owner, Making.Look(made, image => image.GetText("exif-ifd0-Copyright")));
        Assert.DoesNotContain(Secret, Encoding.Latin1.GetString(made), StringComparison.Ordinal);
        Assert.DoesNotContain(
            Making.Look(made, image => image.Fields()), field => field is "xmp-data" or "iptc-data" or "icc-profile-data");
    }

    [Fact]
    public void Make_CopyrightKeptOfTurnedPicture_IsNotTurnedTwice()
    {
        var made = Making.Make(
            WithMetadata("jpegsave_buffer", orientation: 6), "100x100", ImageFormat.Jpeg, new ImageOptions { KeepCopyright = true });

        Assert.Equal(1, Making.Look(made, image => image.Orientation));
    }

    [Theory]
    [InlineData("jpegsave_buffer", ImageFormat.Jpeg)]
    [InlineData("pngsave_buffer", ImageFormat.Png)]
    [InlineData("webpsave_buffer", ImageFormat.WebP)]
    internal void Make_OriginalAlreadyRightAndSmaller_IsItsOwnVariant(string save, ImageFormat format)
    {
        var file = Plain(save);

        Assert.Equal(file, Making.Make(file, "480x360", format, new ImageOptions { JpegQuality = 100, WebpQuality = 100 }));
    }

    [Theory]
    [InlineData("300x300", false)]
    [InlineData("480x360", true)]
    public void Make_OriginalOfOtherSizeOrWithMetadata_IsEncoded(string dimension, bool withMetadata)
    {
        var file = withMetadata ? WithMetadata("jpegsave_buffer") : Plain("jpegsave_buffer");

        var made = Making.Make(file, dimension, ImageFormat.Jpeg, new ImageOptions { JpegQuality = 100 });

        Assert.NotEqual(file, made);
        Assert.DoesNotContain(Secret, Encoding.Latin1.GetString(made), StringComparison.Ordinal);
    }

    private static byte[] Plain(string save)
    {
        VipsLibrary.EnsureLoaded();
        using var work = new Work(CancellationToken.None);
        using var operation = new VipsOperation(save);
        if (save == "pngsave_buffer")
        {
            operation.Set("compression", 9).Set("palette", true); // smaller than the service's own
        }
        else
        {
            operation.Set("Q", 30);
        }

        return operation.Set("in", Scene.Flat.Pixels().ToImage(work)).Set("keep", 0).RunToBytes();
    }

    private static byte[] WithMetadata(string save, int orientation = 1)
    {
        VipsLibrary.EnsureLoaded();
        using var work = new Work(CancellationToken.None);
        var image = work.Own(Scene.Colourful.Pixels().ToImage(work).Copy());
        image.Set("orientation", orientation);
        image.Set("exif-ifd0-Copyright", $"{Owner} ({Owner}, ASCII, {Owner.Length + 1} components, {Owner.Length + 1} bytes)");
        image.Set("exif-ifd0-ImageDescription", $"{Secret} ({Secret}, ASCII, {Secret.Length + 1} components, {Secret.Length + 1} bytes)");
        image.Set("exif-ifd3-GPSLatitude", "52/1 31/1 0/1");
        image.Set("xmp-data", Encoding.ASCII.GetBytes($"<x:xmpmeta xmlns:x='adobe:ns:meta/'>{Secret}</x:xmpmeta>"));
        image.Set("icc-profile-data", IccProfile.DisplayP3.ToBytes());
        using var operation = new VipsOperation(save);
        return operation.Set("in", image).RunToBytes();
    }
}
