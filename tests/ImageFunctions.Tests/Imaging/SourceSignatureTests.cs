using System.Text;
using FsCheck.Fluent;
using ImageFunctions.Imaging;
using ImageFunctions.Tests.Fixtures;
using Xunit;

namespace ImageFunctions.Tests.Imaging;

public class SourceSignatureTests
{
    [Theory]
    [InlineData("\u00FF\u00D8\u00FF\u00E0", "Jpeg")]
    [InlineData("\u00FF\u00D8\u0000\u00E0", "Unknown")]
    [InlineData("\u0089PNG\r\n\u001A\n", "Png")]
    [InlineData("\u0089PNG\n", "Unknown")]
    [InlineData("RIFF\0\0\0\0WEBPVP8 ", "WebP")]
    [InlineData("RIFF\0\0\0\0WAVE", "Unknown")]
    [InlineData("GIF87a", "Gif")]
    [InlineData("GIF89a", "Gif")]
    [InlineData("GIF88a", "Unknown")]
    [InlineData("II*\0", "Tiff")]
    [InlineData("MM\0*", "Tiff")]
    [InlineData("II+\0", "Tiff")]
    [InlineData("MM\0+", "Tiff")]
    [InlineData("\0\0\0\u0018ftypavif\0\0\0\0mif1miaf", "Heif")]
    [InlineData("\0\0\0\u0018ftypmif1\0\0\0\0miafavif", "Heif")]
    [InlineData("\0\0\0\u0018ftypmif1\0\0\0\0miafMA1B", "Heif")]
    [InlineData("\0\0\0\u0018ftypheic\0\0\0\0mif1heic", "HeifHevc")]
    [InlineData("\0\0\0\u0018ftypmif1\0\0\0\0miafheic", "HeifHevc")]
    [InlineData("\0\0\0\u0018ftypisom\0\0\0\0mp41mp42", "Unknown")]
    [InlineData("\0\0\0\u0010ftypisom\0\0\0\0avif", "Unknown")] // beyond the end of the box
    [InlineData("<svg xmlns='http://www.w3.org/2000/svg'/>", "Svg")]
    [InlineData("\u00EF\u00BB\u00BF \r\n<?xml version='1.0'?><!-- x --><svg/>", "Svg")]
    [InlineData("<!DOCTYPE html><html>", "Unknown")]
    [InlineData("text with <svg in it", "Unknown")]
    [InlineData("%PDF-1.7", "Unknown")]
    [InlineData("BM", "Unknown")]
    [InlineData("", "Unknown")]
    public void Detect_FirstBytes_TellTheKind(string latin1, string expected) =>
        Assert.Equal(expected, SourceSignature.Detect(Encoding.Latin1.GetBytes(latin1)).ToString());

    [Fact]
    public void Detect_FilesOfOurOwnEncoders_AreKnown()
    {
        Assert.Equal(SourceKind.Jpeg, SourceSignature.Detect(TestImages.Jpeg(8, 8)));
        Assert.Equal(SourceKind.Png, SourceSignature.Detect(TestImages.Png(8, 8)));
        Assert.Equal(SourceKind.WebP, SourceSignature.Detect(TestImages.WebP(8, 8)));
        Assert.Equal(SourceKind.Gif, SourceSignature.Detect(TestImages.Gif(8, 8, frames: 2)));
        Assert.Equal(SourceKind.Tiff, SourceSignature.Detect(TestImages.Tiff(8, 8)));
    }

    // Files are strangers': whatever their beginning, however short, it is looked at without failing.
    [Fact]
    public void Detect_AnyBeginningOfAnyFile_GivesSomeKind()
    {
        string[] beginnings =
            ["\0\0\0\u0018ftypavif\0\0\0\0mif1miaf", "\0\0\0\u00FFftypmif1\0\0", "RIFF\0\0\0\0WEBP", "<svg", "\0\0\0\0ftyp", "II*\0"];
        var files = from beginning in Gen.Elements(beginnings)
                    from length in Gen.Choose(0, beginning.Length)
                    from rest in ArbMap.Default.GeneratorFor<byte[]>()
                    select (byte[])[.. Encoding.Latin1.GetBytes(beginning[..length]), .. rest];

        Prop.ForAll(files.ToArbitrary(), file => Enum.IsDefined(SourceSignature.Detect(file))).Holds();
    }
}
