using System.Buffers.Binary;
using System.Text;
using ImageFunctions.Imaging;

namespace Bench.Torture.Hostile;

/// <summary>Small pictures with text hidden wherever their formats have room beside the picture.</summary>
/// <param name="Name">Where it is hidden.</param>
/// <param name="Kind">The format.</param>
/// <param name="File">With the text.</param>
/// <param name="Plain">Without.</param>
internal sealed record FileWithSecret(string Name, SourceKind Kind, byte[] File, byte[] Plain)
{
    /// <summary>What none of them may give away.</summary>
    public const string Secret = "Secret-place";
    /// <summary>Of each picture, in pixels.</summary>
    public const int Side = 200;

    private static readonly Lazy<IReadOnlyList<FileWithSecret>> Made = new(() => [.. Jpegs(), .. Pngs(), .. WebPs(), .. Gifs()]);

    /// <summary>Some of each format that an original can go out in as it is.</summary>
    public static IReadOnlyList<FileWithSecret> All => Made.Value;

    private static byte[] Text => Encoding.ASCII.GetBytes(Secret);

    /// <summary>Whether the text is in there as it stands.</summary>
    public static bool Holds(byte[] file) => file.AsSpan().IndexOf(Text) >= 0;

    private static IEnumerable<FileWithSecret> Jpegs()
    {
        var bare = Seeds.Save("jpegsave_buffer", Side, Side, operation => operation.Set("Q", 20).Set("keep", 0).Set("interlace", true));
        byte[] jfif = [.. "JFIF\0"u8, 1, 1, 0, 0, 1, 0, 1];
        byte[] plain = [.. bare[..2], .. Segment(0xE0, [.. jfif, 0, 0]), .. bare[2..]];
        byte[] exif = Segment(0xE1, [.. "Exif\0\0"u8, .. Text]);
        var lastScan = plain.AsSpan().LastIndexOf((ReadOnlySpan<byte>)[0xFF, 0xDA]);
        yield return new("jpeg exif", SourceKind.Jpeg, [.. plain[..20], .. exif, .. plain[20..]], plain);
        yield return new("jpeg exif between scans", SourceKind.Jpeg, [.. plain[..lastScan], .. exif, .. plain[lastScan..]], plain);
        yield return new("jpeg behind jpeg", SourceKind.Jpeg, [.. plain, 0xFF, 0xD8, .. exif, .. plain[2..]], plain);
        byte[] thumbnail = Segment(0xE0, [.. jfif, 4, 1, .. Text]);
        yield return new("jpeg jfif thumbnail", SourceKind.Jpeg, [.. plain[..2], .. thumbnail, .. plain[20..]], plain);
        yield return new("jpeg comment", SourceKind.Jpeg, [.. plain[..20], .. Segment(0xFE, Text), .. plain[20..]], plain);
        yield return new("jpeg motion photo", SourceKind.Jpeg, [.. plain, 0, 0, 0, 32, .. "ftypmp42"u8, .. Text, 0xFF, 0xD9], plain);
    }

    private static IEnumerable<FileWithSecret> Pngs()
    {
        var plain = Seeds.Save("pngsave_buffer", Side, Side, operation => operation.Set("palette", true).Set("keep", 0));
        foreach (var type in (string[])["eXIf", "tEXt", "iTXt", "zTXt", "prVt"])
        {
            yield return new($"png {type}", SourceKind.Png, [.. plain[..33], .. PngBuilder.ToChunk(type, Text), .. plain[33..]], plain);
        }

        yield return new("png behind its end", SourceKind.Png, [.. plain, .. Text], plain);
    }

    private static IEnumerable<FileWithSecret> WebPs()
    {
        var still = Seeds.Save("webpsave_buffer", Side, Side, operation => operation.Set("Q", 5).Set("keep", 0));
        byte[] flags = [.. "VP8X"u8, 10, 0, 0, 0, 0x0C, 0, 0, 0, Side - 1, 0, 0, Side - 1, 0, 0];
        byte[] cleanFlags = [.. flags[..8], 0, .. flags[9..]];
        foreach (var type in (string[])["EXIF", "XMP ", "PRVT"])
        {
            var file = Riff([.. flags, .. still[12..], .. Chunk(type, Text)]);
            yield return new($"webp {type}", SourceKind.WebP, file, Riff([.. cleanFlags, .. still[12..]]));
        }

        yield return new("webp behind its end", SourceKind.WebP, [.. still, .. Text], still);
        var animated = Seeds.Save("webpsave_buffer", Side, 2 * Side, operation => operation.Set("Q", 5).Set("keep", 0), frames: 2);
        yield return new("webp animated", SourceKind.WebP, Riff([.. animated[12..], .. Chunk("XMP ", Text)]), animated);
    }

    private static IEnumerable<FileWithSecret> Gifs()
    {
        var plain = Seeds.Save("gifsave_buffer", Side, 2 * Side, operation => operation.Set("bitdepth", 2).Set("effort", 1), frames: 2);
        byte[] blocks = [(byte)Secret.Length, .. Text, 0];
        var picture = plain.AsSpan().IndexOf((ReadOnlySpan<byte>)[0x21, 0xF9, 4]);
        yield return new("gif comment", SourceKind.Gif, [.. plain[..picture], 0x21, 0xFE, .. blocks, .. plain[picture..]], plain);
        byte[] xmp = [0x21, 0xFF, 11, .. "XMP DataXMP"u8, .. blocks];
        yield return new("gif xmp", SourceKind.Gif, [.. plain[..picture], .. xmp, .. plain[picture..]], plain);
        yield return new("gif behind its end", SourceKind.Gif, [.. plain, .. Text], plain);
    }

    private static byte[] Segment(byte marker, byte[] content) => [0xFF, marker, 0, (byte)(content.Length + 2), .. content];

    private static byte[] Chunk(string type, byte[] content) =>
        [.. Encoding.ASCII.GetBytes(type), (byte)content.Length, 0, 0, 0, .. content];

    private static byte[] Riff(byte[] chunks)
    {
        byte[] file = [.. "RIFF"u8, 0, 0, 0, 0, .. "WEBP"u8, .. chunks];
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(4), file.Length - 8);
        return file;
    }
}
