using System.Buffers.Binary;
using System.IO.Compression;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Metadata.Profiles.Exif;

namespace ImageFunctions.Imaging.ImageSharp;

/// <summary>
/// What a file carries beside its picture and what counts for it: EXIF and the colour profile. Of PNG and WebP it is read here, since
/// ImageSharp would unpack every text of a PNG, however large, and looks for a WebP's EXIF only when it decodes.
/// </summary>
/// <param name="Exif">Null where there is none.</param>
/// <param name="Icc">The profile's file; null where there is none.</param>
internal sealed record EmbeddedProfiles(ExifProfile? Exif, byte[]? Icc)
{
    private const int LongestProfile = 4 << 20; // printers' tables take up to 3 MB
    private const int PngHeader = 8; // length and type

    /// <summary>Whether ImageSharp is told to leave a kind's metadata alone. Of the other kinds it is no longer than the file.</summary>
    public static bool AreReadHere(SourceKind kind) => kind is SourceKind.Png;

    /// <summary>Reads them.</summary>
    /// <param name="kind">Of the file.</param>
    /// <param name="file">All of it.</param>
    /// <param name="header">What ImageSharp read of the other kinds; a TIFF keeps its tags with its first page.</param>
    public static EmbeddedProfiles Read(SourceKind kind, ReadOnlySpan<byte> file, ImageInfo header)
    {
        switch (kind)
        {
            case SourceKind.Png:
                return new EmbeddedProfiles(ToExif(PngChunk(file, "eXIf"u8)), Unpack(PngChunk(file, "iCCP"u8)));
            case SourceKind.WebP:
                var exif = WebPChunk(file, "EXIF"u8);
                return new EmbeddedProfiles(
                    ToExif(exif.StartsWith("Exif\0\0"u8) ? exif[6..] : exif),
                    WebPChunk(file, "ICCP"u8) is { Length: > 0 } icc ? icc.ToArray() : null);
            default:
                var page = header.FrameMetadataCollection is [var first, ..] ? first : null;
                return new EmbeddedProfiles(
                    header.Metadata.ExifProfile ?? page?.ExifProfile, (header.Metadata.IccProfile ?? page?.IccProfile)?.ToByteArray());
        }
    }

    /// <summary>How the stored pixels are to be turned.</summary>
    public Orientation Orientation => new(Exif is not null && Exif.TryGetValue(ExifTag.Orientation, out var tag) ? tag.Value : 1);

    private static ExifProfile? ToExif(ReadOnlySpan<byte> bytes) => bytes.IsEmpty ? null : new ExifProfile(bytes.ToArray());

    // PNG, section 5.3: length, type, content, checksum.
    private static ReadOnlySpan<byte> PngChunk(ReadOnlySpan<byte> file, ReadOnlySpan<byte> type)
    {
        for (var at = 8L; at + PngHeader <= file.Length;)
        {
            var chunk = file[(int)at..];
            var length = BinaryPrimitives.ReadUInt32BigEndian(chunk);
            if (chunk[4..8].SequenceEqual(type))
            {
                return PngHeader + (long)length <= chunk.Length ? chunk.Slice(PngHeader, (int)length) : default;
            }

            at += PngHeader + 4 + length;
        }

        return default;
    }

    // RFC 9649, section 2.3: type, length, content padded to even.
    private static ReadOnlySpan<byte> WebPChunk(ReadOnlySpan<byte> file, ReadOnlySpan<byte> type)
    {
        for (var at = 12L; at + 8 <= file.Length;)
        {
            var chunk = file[(int)at..];
            var length = BinaryPrimitives.ReadUInt32LittleEndian(chunk[4..]);
            if (chunk.StartsWith(type))
            {
                return 8 + (long)length <= chunk.Length ? chunk.Slice(8, (int)length) : default;
            }

            at += 8 + length + (length & 1);
        }

        return default;
    }

    // PNG, section 11.3.2.3: a name, 0, the method, which is always deflate. One that is broken or too long is as good as none.
    private static byte[]? Unpack(ReadOnlySpan<byte> chunk)
    {
        var name = chunk.IndexOf((byte)0);
        if (name < 0 || name + 2 >= chunk.Length)
        {
            return null;
        }

        using var packed = new ZLibStream(new MemoryStream(chunk[(name + 2)..].ToArray()), CompressionMode.Decompress);
        var profile = new byte[LongestProfile];
        try
        {
            var length = packed.ReadAtLeast(profile, profile.Length, throwOnEndOfStream: false);
            return length < LongestProfile ? profile[..length] : null;
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }
}
