namespace ImageFunctions.Requests;

internal enum ImageFormat
{
    Jpeg,
    Png,
    Gif,
    WebP,
    Avif,

    /// <summary>No picture: what is known of the original, as JSON (contract, section 2).</summary>
    Info,
}

/// <summary>What a format is called on the way: as media type and as extension.</summary>
internal static class ImageFormats
{
    /// <summary>The header that Front Door's rule sets (infra/frontdoor-rules.json).</summary>
    public const string Header = "X-Image-Format";

    /// <summary>Of a drawing that is stored compressed.</summary>
    public const string CompressedSvgExtension = "svgz";

    /// <summary>Whether it is that of a drawing, which is never rendered, since it scales by itself.</summary>
    public static bool IsSvgExtension(string extension) => extension is "svg" or CompressedSvgExtension;

    /// <summary>A media type without its parameters: <c>image/svg+xml; charset=utf-8</c> is SVG.</summary>
    public static ReadOnlySpan<char> WithoutParameters(string? mediaType)
    {
        var text = mediaType.AsSpan();
        var semicolon = text.IndexOf(';');
        return (semicolon < 0 ? text : text[..semicolon]).Trim();
    }

    public static bool IsSvg(string? mediaType) => WithoutParameters(mediaType).Equals("image/svg+xml", StringComparison.OrdinalIgnoreCase);

    /// <summary>The extensions that name a format a variant can have; each is also a variant path's format segment.</summary>
    public static bool TryFromExtension(string extension, out ImageFormat format)
    {
        (var known, format) = extension switch
        {
            "jpg" or "jpeg" => (true, ImageFormat.Jpeg),
            "png" => (true, ImageFormat.Png),
            "gif" => (true, ImageFormat.Gif),
            "webp" => (true, ImageFormat.WebP),
            "avif" => (true, ImageFormat.Avif),
            _ => (false, ImageFormat.Jpeg),
        };
        return known;
    }

    extension(ImageFormat format)
    {
        /// <summary>IANA media type.</summary>
        public string ContentType => format switch
        {
            ImageFormat.Jpeg => "image/jpeg",
            ImageFormat.Png => "image/png",
            ImageFormat.Gif => "image/gif",
            ImageFormat.WebP => "image/webp",
            ImageFormat.Avif => "image/avif",
            ImageFormat.Info => "application/json",
            _ => throw new ArgumentOutOfRangeException(nameof(format), format, null),
        };

        /// <summary>Whether it can hold several frames here.</summary>
        public bool CanAnimate => format is ImageFormat.Gif or ImageFormat.WebP;

        public bool HasAlpha => format is not ImageFormat.Jpeg;

        /// <summary>Whether it can hold a colour profile that browsers heed.</summary>
        public bool HasProfile => format is not ImageFormat.Gif;
    }
}
