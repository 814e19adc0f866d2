using System.Net.Mime;
using ImageFunctions.Lifecycle;
using ImageFunctions.Requests;
using ImageFunctions.Settings;
using ImageFunctions.Storage;
using Microsoft.Net.Http.Headers;

namespace ImageFunctions.Http;

/// <summary>Answers with a picture: whole, in part, or not at all where the viewer has it.</summary>
internal static class PictureResponse
{
    public static async Task WriteAsync(HttpContext http, PictureHeaders picture, PictureBody body)
    {
        var (request, response) = (http.Request, http.Response);
        picture.WriteTo(response);
        var (offset, length) = (0L, picture.Length);
        if (Preconditions.HasAny(request))
        {
            var headers = request.GetTypedHeaders();
            var status = Preconditions.Evaluate(request, headers, picture);
            if (status == StatusCodes.Status304NotModified)
            {
                response.StatusCode = status;
                return;
            }

            if (status == StatusCodes.Status412PreconditionFailed)
            {
                await ProblemResponse.WriteAsync(http, Refusal.PreconditionFailed);
                return;
            }

            if (!Preconditions.TryGetRange(request, headers, picture, out offset, out length))
            {
                await ProblemResponse.WriteAsync(http, Refusal.RangeNotSatisfiable, picture.Length);
                return;
            }
        }

        if (length != picture.Length)
        {
            response.StatusCode = StatusCodes.Status206PartialContent;
            response.Headers.ContentRange = new ContentRangeHeaderValue(offset, offset + length - 1, picture.Length).ToString();
        }

        response.ContentType = picture.ContentType;
        response.ContentLength = length;
        if (!HttpMethods.IsHead(request.Method))
        {
            await body.WriteAsync(response, offset, length, http.RequestAborted);
        }
    }
}

/// <summary>The headers that say what a picture is (contract, section 6).</summary>
/// <param name="ContentType">Media type.</param>
/// <param name="Length">Of the whole picture, in bytes.</param>
/// <param name="Etag">A strong validator.</param>
/// <param name="LastModified">Whole seconds: HTTP dates have no fractions.</param>
/// <param name="CacheControl">The header's value.</param>
/// <param name="Negotiated">Whether another viewer may get another format from the same address.</param>
internal sealed record PictureHeaders(
    string ContentType, long Length, EntityTagHeaderValue Etag, DateTimeOffset LastModified, string CacheControl, bool Negotiated)
{
    /// <summary>How the body is packed for the way; null for pictures, which are as small as they are.</summary>
    public string? ContentEncoding { get; private init; }

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
            negotiated)
        {
            ContentEncoding = blob.Path.Extension == ImageFormats.CompressedSvgExtension ? "gzip" : null,
        };
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
        if (ContentEncoding is not null)
        {
            headers.ContentEncoding = ContentEncoding;
        }

        if (Negotiated)
        {
            headers.Vary = HeaderNames.Accept;
        }
    }

    // Clients that upload without naming a type leave "some bytes", which browsers would offer to download.
    private static string TypeOf(StoredBlob blob)
    {
        var stored = blob.ContentType;
        if (ImageOptions.CanBeSent(stored)
            && !ImageFormats.WithoutParameters(stored).Equals(MediaTypeNames.Application.Octet, StringComparison.OrdinalIgnoreCase))
        {
            return stored;
        }

        return blob.Path.Extension switch
        {
            var drawing when ImageFormats.IsSvgExtension(drawing) => MediaTypeNames.Image.Svg,
            "mpo" => ImageFormat.Jpeg.ContentType, // a JPEG to browsers, with another behind its end
            "tif" or "tiff" => "image/tiff",
            var extension when ImageFormats.TryFromExtension(extension, out var format) => format.ContentType,
            _ => MediaTypeNames.Application.Octet,
        };
    }

    private static DateTimeOffset WholeSeconds(DateTimeOffset time) => DateTimeOffset.FromUnixTimeSeconds(time.ToUnixTimeSeconds());
}

/// <summary>The bytes of a picture, from memory or on their way from storage.</summary>
internal abstract class PictureBody
{
    /// <summary>Writes a part of the picture.</summary>
    public abstract Task WriteAsync(HttpResponse response, long offset, long length, CancellationToken cancellation);

    /// <summary>A picture that was just made.</summary>
    public static PictureBody From(byte[] content) => new Bytes(content);

    /// <summary>A stored blob, streamed through.</summary>
    public static PictureBody From(StoredBlob blob) => new Blob(blob);

    private sealed class Bytes(byte[] content) : PictureBody
    {
        public override async Task WriteAsync(HttpResponse response, long offset, long length, CancellationToken cancellation) =>
            await response.BodyWriter.WriteAsync(content.AsMemory((int)offset, (int)length), cancellation);
    }

    private sealed class Blob(StoredBlob blob) : PictureBody
    {
        public override async Task WriteAsync(HttpResponse response, long offset, long length, CancellationToken cancellation)
        {
            var stream = await blob.OpenAsync(offset, length, cancellation);
            await stream.CopyToAsync(response.Body, cancellation);
        }
    }
}
