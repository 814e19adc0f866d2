using Microsoft.AspNetCore.Http.Headers;
using Microsoft.Net.Http.Headers;

namespace ImageFunctions.Http;

/// <summary>
/// Conditional requests and ranges (RFC 9110 sections 13 and 14). ASP.NET Core's own results compare <c>If-None-Match</c> strongly, let
/// <c>If-Modified-Since</c> overrule it, and take part of a stream only from one that can be sought in: hence these.
/// </summary>
internal static class Preconditions
{
    /// <summary>Whether a request asks for anything but the whole picture: then its properties are looked at first.</summary>
    public static bool HasAny(HttpRequest request)
    {
        var headers = request.Headers;
        return headers.IfMatch.Count > 0 || headers.IfUnmodifiedSince.Count > 0 || headers.IfNoneMatch.Count > 0
            || headers.IfModifiedSince.Count > 0 || headers.Range.Count > 0;
    }

    /// <summary>What the conditions come to, in the order of section 13.2.2. A list of tags that makes no sense is there nonetheless: it
    /// matches nothing, and the date beside it is not looked at. A date that is none, is not there.</summary>
    /// <returns>304, 412, or 200: the picture is sent.</returns>
    public static int Evaluate(HttpRequest request, RequestHeaders headers, PictureHeaders picture)
    {
        if (request.Headers.IfMatch.Count > 0)
        {
            if (!Names(headers.IfMatch, picture, useStrongComparison: true))
            {
                return StatusCodes.Status412PreconditionFailed;
            }
        }
        else if (headers.IfUnmodifiedSince < picture.LastModified)
        {
            return StatusCodes.Status412PreconditionFailed;
        }

        var known = request.Headers.IfNoneMatch.Count > 0
            ? Names(headers.IfNoneMatch, picture, useStrongComparison: false)
            : headers.IfModifiedSince >= picture.LastModified;
        return known ? StatusCodes.Status304NotModified : StatusCodes.Status200OK;
    }

    /// <summary>The one range to send.</summary>
    /// <returns>False where it lies outside of the picture. The whole picture where no range was asked for, where it was asked for
    /// another version (<c>If-Range</c>), and where several were asked for, which a server may ignore (section 14.2).</returns>
    public static bool TryGetRange(HttpRequest request, RequestHeaders headers, PictureHeaders picture, out long offset, out long length)
    {
        (offset, length) = (0, picture.Length);
        if (!HttpMethods.IsGet(request.Method)
            || headers.Range is not { } range
            || !range.Unit.Equals("bytes", StringComparison.OrdinalIgnoreCase)
            || range.Ranges.Count != 1 || (request.Headers.IfRange.Count > 0 && !IsSameVersion(headers.IfRange, picture)))
        {
            return true;
        }

        var (from, to) = (range.Ranges.First().From, range.Ranges.First().To);
        offset = from ?? Math.Max(0, picture.Length - to!.Value); // "-5" is the last five bytes
        var end = from is null ? picture.Length - 1 : Math.Min(to ?? long.MaxValue, picture.Length - 1);
        length = end - offset + 1;
        return length > 0;
    }

    private static bool Names(IList<EntityTagHeaderValue> tags, PictureHeaders picture, bool useStrongComparison) =>
        tags.Any(tag => tag.Equals(EntityTagHeaderValue.Any) || tag.Compare(picture.Etag, useStrongComparison));

    // Null is what cannot be read: it is no version that anybody has.
    private static bool IsSameVersion(RangeConditionHeaderValue? condition, PictureHeaders picture) => condition switch
    {
        null => false,
        { EntityTag: { } tag } => tag.Compare(picture.Etag, useStrongComparison: true),
        _ => condition.LastModified == picture.LastModified,
    };
}
