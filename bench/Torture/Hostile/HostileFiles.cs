using System.Buffers.Binary;
using System.Text;

namespace Bench.Torture.Hostile;

/// <summary>Small files that ask for much: each is refused, or shown, within the bounds of time and memory.</summary>
internal static class HostileFiles
{
    private const int Gigabyte = 1 << 30;

    /// <summary>All of them, by a name that says what each tries.</summary>
    public static IEnumerable<(string Name, Func<byte[]> Make)> All() =>
    [
        ("png-claims-2gpx.png", () => new PngBuilder(int.MaxValue, int.MaxValue).Pixels(1000).End()),
        ("png-claims-65535.png", () => new PngBuilder(65535, 65535).Pixels(1000).End()),
        ("png-no-pixels.png", () => new PngBuilder(9000, 9000).Pixels(1000).End()),
        ("png-interlaced-16bit.png", () => new PngBuilder(9000, 9000, depth: 16, colourType: 6, interlaced: true).Pixels(1000).End()),
        ("png-ztxt-1gb.png", () => new PngBuilder(8, 8).Compressed("zTXt", "Comment", PngBuilder.Deflate(Gigabyte)).Pixels(200).End()),
        ("png-iccp-1gb.png", () => new PngBuilder(8, 8).Compressed("iCCP", "profile", PngBuilder.Deflate(Gigabyte)).Pixels(200).End()),
        ("png-ztxt-many.png", ManyTexts),
        ("jpeg-claims-65535.jpg", () => PatchJpegSize(Seeds.Save("jpegsave_buffer", 16, 16), 65535, 65535)),
        ("jpeg-claims-9999.jpg", () => PatchJpegSize(Seeds.Save("jpegsave_buffer", 16, 16), 9999, 9999)),
        ("jpeg-many-scans.jpg", () => ManyScans(9999, 9999, 2000)),
        ("jpeg-few-scans.jpg", () => ManyScans(9999, 9999, 90)),
        ("gif-claims-65535.gif", () => GifBuilder.WithFrames(65535, 65535, 1)),
        ("gif-beyond-screen.gif", () => GifBuilder.WithFrameOf(screen: 1, frame: 65535)),
        ("gif-5m-frames.gif", () => GifBuilder.WithEmptyFrames(5_000_000)),
        ("gif-400-frames.gif", () => GifBuilder.WithFrames(300, 300, 400)),
        ("webp-400-frames.webp", () => WebpFrames(400)),
        ("webp-500k-frames.webp", () => WebpFrames(500_000)),
        ("webp-claims-16000.webp", () => PatchWebpCanvas(WebpFrames(2), 16000)),
        ("webp-claims-9999.webp", () => PatchWebpCanvas(WebpFrames(1), 9999)),
        ("tiff-strip-1gb.tif", () => Tiff(9999, 9999)),
        ("tiff-tile-huge.tif", () => Tiff(100, 100, tile: 1 << 20)),
        ("tiff-tile-large.tif", () => Tiff(100, 100, tile: 1 << 14)),
        ("tiff-350k-directories.tif", () => TiffBuilder.WithDirectories(350_000)),
        ("tiff-circle.tif", () => TiffBuilder.WithDirectories(3, circular: true)),
        ("avif-claims-17000.avif", () => PatchAvifSize(17000)),
        ("avif-claims-9999.avif", () => PatchAvifSize(9999)),
        ("svg-named.png", () => Encoding.UTF8.GetBytes(
            """<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>""")),
    ];

    /// <summary>Writes all of them into a folder.</summary>
    public static async Task WriteAsync(string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var (name, make) in All())
        {
            await File.WriteAllBytesAsync(Path.Combine(folder, name), make());
        }
    }

    // Each chunk is below the limit for one; together they are gigabytes.
    private static byte[] ManyTexts()
    {
        var builder = new PngBuilder(8, 8);
        var text = PngBuilder.Deflate(7_000_000);
        for (var i = 0; i < 500; i++)
        {
            builder.Compressed("zTXt", $"Comment {i}", text);
        }

        return builder.Pixels(200).End();
    }

    private static byte[] PatchJpegSize(byte[] jpeg, ushort width, ushort height)
    {
        // ITU-T T.81, B.2.2: start of frame, three components
        var frame = jpeg.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC0, 0x00, 0x11]);
        BinaryPrimitives.WriteUInt16BigEndian(jpeg.AsSpan(frame + 5), height);
        BinaryPrimitives.WriteUInt16BigEndian(jpeg.AsSpan(frame + 7), width);
        return jpeg;
    }

    // Every scan makes the decoder walk over all coefficients again.
    private static byte[] ManyScans(ushort width, ushort height, int scans)
    {
        var jpeg = ToProgressive(PatchJpegSize(Seeds.Save("jpegsave_buffer", 16, 16), width, height));
        var scan = jpeg.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xDA]);
        var end = jpeg.Length - 2;
        var body = jpeg[scan..end];
        return [.. jpeg[..scan], .. Enumerable.Repeat(body, scans).SelectMany(bytes => bytes), 0xFF, 0xD9];
    }

    // A baseline frame becomes a progressive one, and its scan the first, of DC coefficients alone.
    private static byte[] ToProgressive(byte[] jpeg)
    {
        jpeg[jpeg.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC0, 0x00, 0x11]) + 1] = 0xC2;
        var scan = jpeg.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xDA]);
        var length = BinaryPrimitives.ReadUInt16BigEndian(jpeg.AsSpan(scan + 2));
        (jpeg[scan + length - 1], jpeg[scan + length], jpeg[scan + length + 1]) = (0, 0, 0);
        return [.. jpeg[..(scan + length + 2)], 0, 0, 0, 0, 0xFF, 0xD9];
    }

    private static byte[] WebpFrames(int frames)
    {
        var animated = Seeds.Save("webpsave_buffer", 2, 4, frames: 2);
        var first = animated.AsSpan().IndexOf("ANMF"u8);
        var length = 8 + BinaryPrimitives.ReadInt32LittleEndian(animated.AsSpan(first + 4));
        var frame = animated.AsSpan(first, length + (length & 1)).ToArray();
        using var file = new MemoryStream();
        file.Write(animated.AsSpan(0, first));
        for (var i = 0; i < frames; i++)
        {
            file.Write(frame);
        }

        var whole = file.ToArray();
        BinaryPrimitives.WriteInt32LittleEndian(whole.AsSpan(4), whole.Length - 8);
        return whole;
    }

    // RFC 9649, section 2.7: the canvas in three bytes a side, less one.
    private static byte[] PatchWebpCanvas(byte[] webp, int side)
    {
        var canvas = webp.AsSpan(webp.AsSpan().IndexOf("VP8X"u8) + 12);
        for (var i = 0; i < 3; i++)
        {
            canvas[i] = canvas[i + 3] = (byte)((side - 1) >> (8 * i));
        }

        return webp;
    }

    // One strip of the whole picture, or one tile far larger than it, deflated (TIFF 6.0, sections 8 and 15).
    private static byte[] Tiff(int width, int height, int tile = 0)
    {
        var strip = PngBuilder.Deflate(tile > 0 ? 1 << 20 : (long)width * height * 8);
        (ushort Tag, ushort Type, int Value)[] entries =
        [
            (256, 4, width), (257, 4, height), (258, 3, 16), (259, 3, 8), (262, 3, 2), (277, 3, 4),
            .. tile > 0
                ? ((ushort, ushort, int)[])[(322, 4, tile), (323, 4, tile), (324, 4, 8), (325, 4, strip.Length)]
                : [(273, 4, 8), (278, 4, height), (279, 4, strip.Length)],
        ];
        Array.Sort(entries);
        using var file = new MemoryStream();
        using var writer = new BinaryWriter(file);
        writer.Write((byte)'I');
        writer.Write((byte)'I');
        writer.Write((ushort)42);
        writer.Write(8 + strip.Length + (strip.Length & 1));
        writer.Write(strip);
        writer.Write(new byte[strip.Length & 1]);
        writer.Write((ushort)entries.Length);
        foreach (var (tag, type, value) in entries)
        {
            writer.Write(tag);
            writer.Write(type);
            writer.Write(1);
            writer.Write(value);
        }

        writer.Write(0);
        return file.ToArray();
    }

    private static byte[] PatchAvifSize(int side)
    {
        var avif = Seeds.Save("heifsave_buffer", 64, 48, operation => operation.Set("compression", 4).Set("effort", 0));
        var size = avif.AsSpan().IndexOf("ispe"u8); // ISO/IEC 23008-12, 6.5.3: version and flags, width, height
        BinaryPrimitives.WriteInt32BigEndian(avif.AsSpan(size + 8), side);
        BinaryPrimitives.WriteInt32BigEndian(avif.AsSpan(size + 12), side);
        return avif;
    }
}
