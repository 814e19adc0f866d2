using System.Net.Mime;
using ImageFunctions.Lifecycle;
using ImageFunctions.Requests;
using ImageFunctions.Settings;
using ImageFunctions.Storage;
using Microsoft.Net.Http.Headers;

namespace ImageFunctions.Http;

/// <summary>The headers that say what a picture is (contract, section 6).</summary>
/// <param name="ContentType">Media type.</param>
/// <param name="Length">Of the whole picture, in bytes.</param>
/// <param name="Etag">A strong validator.</param>
/// <param name="LastModified">Whole seconds: HTTP dates have no fractions.</param>
/// <param name="CacheControl">How long it may be kept.</param>
/// <param name="Negotiated">Whether another viewer may get another format from the same address.</param>
internal sealed record PictureHeaders(
    string ContentType, long Length, EntityTagHeaderValue Etag, DateTimeOffset LastModified, string CacheControl, bool Negotiated)
{
    /// <summary>Of a blob as it is stored: an original, or a variant.</summary>
    public static PictureHeaders Of(StoredBlob blob, ImageOptions options, bool negotiated)
    {
        var isVariant = blob.Marker is not null;
        return new PictureHeaders(
            TypeOf(blob),
            blob.Length,
            new EntityTagHeaderValue($"\"{(isVariant && blob.ContentMd5 is { } md5 ? Convert.ToHexStringLower(md5) : blob.Etag)}\""),
            WholeSeconds(blob.LastModified),
            isVariant ? options.CacheControlOfVariant(blob.CacheControl) : options.CacheControlOfOriginal(blob.CacheControl),
            negotiated);
    }

    /// <summary>Of a variant that is not yet stored: the same as it will have then, but for the second of its making.</summary>
    public static PictureHeaders Of(MadeVariant made, Variant variant, ImageOptions options, bool negotiated) => new(
        variant.Format.ContentType,
        made.Content.Length,
        new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(made.ContentMd5)}\""),
        WholeSeconds(made.MadeAt),
        made.CacheControl,
        negotiated);

    /// <summary>Writes them to a response; the length is left to the body.</summary>
    public void WriteTo(HttpResponse response)
    {
        var headers = response.Headers;
        headers.ETag = Etag.ToString();
        headers.LastModified = HeaderUtilities.FormatDate(LastModified);
        headers.CacheControl = CacheControl;
        headers.AcceptRanges = "bytes";
        headers.XContentTypeOptions = "nosniff";
        headers.AccessControlAllowOrigin = "*";
        headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; sandbox";
        headers["Cross-Origin-Resource-Policy"] = "cross-origin";
        headers["Timing-Allow-Origin"] = "*";
        if (Negotiated)
        {
            headers.Vary = HeaderNames.Accept;
        }
    }

    // Clients that upload without naming a type leave "some bytes", which browsers would offer to download.
    private static string TypeOf(StoredBlob blob)
    {
        var stored = blob.ContentType;
        if (ImageOptions.CanBeSent(stored) && !ImageFormats.WithoutParameters(stored).Equals(MediaTypeNames.Application.Octet, StringComparison.OrdinalIgnoreCase))
        {
            return stored;
        }

        return blob.Path.Extension switch
        {
            "svg" => "image/svg+xml",
            "tif" or "tiff" => "image/tiff",
            var extension when ImageFormats.TryFromExtension(extension, out var format) => format.ContentType,
            _ => MediaTypeNames.Application.Octet,
        };
    }

    private static DateTimeOffset WholeSeconds(DateTimeOffset time) => DateTimeOffset.FromUnixTimeSeconds(time.ToUnixTimeSeconds());
}
