using System.Buffers.Binary;
using System.Text;
using Bench.Pictures;
using ImageFunctions.Imaging.Vips;
using ImageFunctions.Imaging.Vips.Native;
using ImageFunctions.Requests;
using ImageFunctions.Settings;
using Xunit;

namespace ImageFunctions.Tests.Imaging.Pictures;

/// <summary>
/// Pictures for standard range that carry a second one, which tells how much brighter a screen of high range may show each part: the
/// first is shown, and nothing of the second goes along.
/// </summary>
public class GainMapTests
{
    private const int Side = 128;

    [Theory]
    [InlineData("64x64", ImageFormat.Jpeg)]
    [InlineData("64x64", ImageFormat.WebP)]
    [InlineData("64x64", ImageFormat.Png)]
    [InlineData("128x128", ImageFormat.Jpeg)] // nothing to scale: a clean copy of the picture may go out
    internal void Make_UltraHdrJpeg_ShowsThePictureWithoutTheMap(string dimension, ImageFormat format)
    {
        var (picture, map) = (Jpeg(Picture()), Jpeg(Map()));
        var options = new ImageOptions { JpegQuality = 100 };

        var made = Making.Make(UltraHdr(picture, map), dimension, format, options);

        Assert.Equal(Making.Make(picture, dimension, format, options), made);
        var text = Encoding.Latin1.GetString(made);
        Assert.DoesNotContain("hdrgm", text, StringComparison.Ordinal);
        Assert.DoesNotContain("MPF", text, StringComparison.Ordinal);
        Assert.True(made.AsSpan().IndexOf(map.AsSpan(20)) < 0, "the map went along");
    }

    [Theory]
    [InlineData(ImageFormat.Avif)]
    [InlineData(ImageFormat.WebP)]
    internal void Make_AvifWithGainMap_ShowsThePictureWithoutTheMap(ImageFormat format)
    {
        EngineUnderTest.SkipUnlessItWrites(ImageFormat.Avif);
        var (picture, map) = (Avif(Picture()), Avif(Map()));

        var made = Making.Make(AvifWithGainMap(picture, map), "64x64", format);

        Assert.Equal(Making.Make(picture, "64x64", format), made);
        Assert.DoesNotContain("tmap", Encoding.Latin1.GetString(made), StringComparison.Ordinal);
    }

    private static PixelBuffer Picture() => Draw(i => (byte)((i / 3 % Side) + (i % 3 * 40)));

    private static PixelBuffer Map() => Draw(i => (byte)(255 - (i / 3 / Side)));

    private static PixelBuffer Draw(Func<int, byte> sample) => new(Side, Side, 3, [.. Enumerable.Range(0, Side * Side * 3).Select(sample)]);

    private static byte[] Jpeg(PixelBuffer pixels) => Save("jpegsave_buffer", pixels, op => op.Set("Q", 90).Set("optimize_coding", true));

    private static byte[] Avif(PixelBuffer pixels) =>
        Save("heifsave_buffer", pixels, op => op.Set("compression", 4).Set("Q", 90).Set("effort", 0).Set("bitdepth", 8));

    private static byte[] Save(string operation, PixelBuffer pixels, Func<VipsOperation, VipsOperation> set)
    {
        VipsLibrary.EnsureLoaded();
        using var work = new Work(CancellationToken.None);
        using var save = new VipsOperation(operation);
        return set(save).Set("in", pixels.ToImage(work)).Set("keep", VipsKeep.None).RunToBytes();
    }

    // Ultra HDR image format 1.1: XMP, an index of both pictures (CIPA DC-007), the picture; then the map, a JPEG of its own.
    private static byte[] UltraHdr(byte[] picture, byte[] map)
    {
        byte[] xmp =
        [
            .. "http://ns.adobe.com/xap/1.0/\0<x:xmpmeta xmlns:x='adobe:ns:meta/'>"u8,
            .. "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>"u8,
            .. "<rdf:Description xmlns:hdrgm='http://ns.adobe.com/hdr-gain-map/1.0/' hdrgm:Version='1.0'/></rdf:RDF></x:xmpmeta>"u8,
        ];
        return MultiPicture.Join(picture, map, xmp: xmp);
    }

    // ISO/IEC 23008-12 with ISO 21496-1: item 1 is the picture, 2 the map, which is hidden, 3 what a screen of high range derives from both
    // and may show instead of 1.
    private static byte[] AvifWithGainMap(byte[] picture, byte[] map)
    {
        byte[] pictureData = [.. BoxOf(picture, "mdat"u8)[8..]];
        byte[] mapData = [.. BoxOf(map, "mdat"u8)[8..]];
        var tone = new byte[62];
        byte[] type = Box("ftyp", "avif\0\0\0\0avifmif1miaftmap"u8);
        byte[] meta = [];
        for (var pass = 0; pass < 2; pass++) // offsets are known once the length is
        {
            var at = type.Length + meta.Length + 8;
            meta = Box(
                "meta",
                [
                    0, 0, 0, 0,
                    .. Box("hdlr", [0, 0, 0, 0, 0, 0, 0, 0, .. "pict"u8, .. new byte[13]]),
                    .. Box("pitm", [0, 0, 0, 0, 0, 1]),
                    .. Box("iloc",
                    [
                        0, 0, 0, 0, 0x44, 0, 0, 3,
                        .. Location(1, at, pictureData),
                        .. Location(2, at + pictureData.Length, mapData),
                        .. Location(3, at + pictureData.Length + mapData.Length, tone),
                    ]),
                    .. Box("iinf", [0, 0, 0, 0, 0, 3, .. Item(1, 0, "av01"), .. Item(2, 1, "av01"), .. Item(3, 0, "tmap")]),
                    .. Box("iref", [0, 0, 0, 0, .. Box("dimg", [0, 3, 0, 2, 0, 1, 0, 2])]),
                    .. Box("iprp",
                    [
                        .. Box("ipco",
                        [
                            .. BoxOf(picture, "av1C"u8), .. BoxOf(picture, "ispe"u8), .. BoxOf(picture, "pixi"u8), .. BoxOf(map, "av1C"u8),
                        ]),
                        .. Box("ipma", [0, 0, 0, 0, 0, 0, 0, 3, 0, 1, 3, 0x81, 2, 3, 0, 2, 3, 0x84, 2, 3, 0, 3, 2, 2, 3]),
                    ]),
                    .. Box("grpl", Box("altr", [0, 0, 0, 0, 0, 0, 0, 9, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 1])),
                ]);
        }

        return [.. type, .. meta, .. Box("mdat", [.. pictureData, .. mapData, .. tone])];
    }

    private static byte[] Box(string type, ReadOnlySpan<byte> content)
    {
        byte[] box = [0, 0, 0, 0, .. Encoding.ASCII.GetBytes(type), .. content];
        BinaryPrimitives.WriteInt32BigEndian(box, box.Length);
        return box;
    }

    private static ReadOnlySpan<byte> BoxOf(byte[] file, ReadOnlySpan<byte> type)
    {
        var at = file.AsSpan().IndexOf(type) - 4;
        return file.AsSpan(at, BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at)));
    }

    private static byte[] Item(byte number, byte flags, string type) =>
        Box("infe", [2, 0, 0, flags, 0, number, 0, 0, .. Encoding.ASCII.GetBytes(type), 0]);

    private static byte[] Location(byte number, int offset, ReadOnlySpan<byte> data)
    {
        byte[] location = [0, number, 0, 0, 0, 1, .. new byte[8]];
        BinaryPrimitives.WriteInt32BigEndian(location.AsSpan(6), offset);
        BinaryPrimitives.WriteInt32BigEndian(location.AsSpan(10), data.Length);
        return location;
    }
}
