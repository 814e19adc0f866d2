namespace ImageFunctions.Imaging;

/// <summary>What an original's bytes are, whatever its name says.</summary>
internal enum SourceKind
{
    /// <summary>None that is read here.</summary>
    Unknown,
    Jpeg,
    Png,
    WebP,
    Gif,
    Tiff,

    Bmp,
    Ico,

    /// <summary>AVIF, and HEIF whose brand does not say HEVC.</summary>
    Heif,

    /// <summary>HEIF coded with HEVC, which the codecs at hand cannot read.</summary>
    HeifHevc,

    /// <summary>Served as it is, never rendered.</summary>
    Svg,
}

/// <summary>Tells the kind by the first bytes: the codecs see nothing that does not begin like one of theirs.</summary>
internal static class SourceSignature
{
    private static readonly string[] HevcBrands = ["heic", "heix", "heim", "heis", "hevc", "hevx", "hevm", "hevs"];

    /// <summary>The kind of what begins with <paramref name="head"/>; a few hundred bytes suffice.</summary>
    public static SourceKind Detect(ReadOnlySpan<byte> head) => head switch
    {
        [0xFF, 0xD8, 0xFF, ..] => SourceKind.Jpeg,
        [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => SourceKind.Png,
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] => SourceKind.WebP,
        [(byte)'G', (byte)'I', (byte)'F', (byte)'8', (byte)'7' or (byte)'9', (byte)'a', ..] => SourceKind.Gif,
        [(byte)'I', (byte)'I', 42 or 43, 0, ..] or [(byte)'M', (byte)'M', 0, 42 or 43, ..] => SourceKind.Tiff,
        [(byte)'B', (byte)'M', _, _, _, _, _, _, _, _, _, _, _, _, 40 or 52 or 56 or 108 or 124, 0, 0, 0, ..] => SourceKind.Bmp,
        [0, 0, 1, 0, > 0, 0, _, _, _, 0, ..] => SourceKind.Ico,
        [_, _, _, _, (byte)'f', (byte)'t', (byte)'y', (byte)'p', ..] => DetectHeif(head),
        _ => LooksLikeSvg(head) ? SourceKind.Svg : SourceKind.Unknown,
    };

    // ISO/IEC 14496-12 section 4.3: length, 'ftyp', major brand, minor version, compatible brands.
    private static SourceKind DetectHeif(ReadOnlySpan<byte> head)
    {
        var hevc = false;
        var end = Math.Min(head.Length, head[2] == 0 && head[0] == 0 && head[1] == 0 ? head[3] : 0);
        for (var at = 8; at + 4 <= end; at += at == 8 ? 8 : 4)
        {
            var brand = System.Text.Encoding.Latin1.GetString(head.Slice(at, 4));
            if (brand is "avif" or "avis")
            {
                return SourceKind.Heif;
            }

            hevc |= HevcBrands.Contains(brand);
        }

        return hevc
            ? SourceKind.HeifHevc
            : head[8..] is [(byte)'m', (byte)'i' or (byte)'s', (byte)'f', (byte)'1', ..] ? SourceKind.Heif : SourceKind.Unknown;
    }

    private static bool LooksLikeSvg(ReadOnlySpan<byte> head)
    {
        var text = head[..Math.Min(head.Length, 1024)].TrimStart("\uFEFF \t\r\n"u8);
        return text.StartsWith("<svg"u8) || (text.StartsWith("<"u8) && text.IndexOf("<svg"u8) > 0);
    }
}
