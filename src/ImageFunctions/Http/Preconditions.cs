using Microsoft.AspNetCore.Http.Headers;
using Microsoft.Net.Http.Headers;

namespace ImageFunctions.Http;

/// <summary>Conditional requests and ranges (RFC 9110 sections 13 and 14).</summary>
internal static class Preconditions
{
    /// <summary>Whether a request asks for anything but the whole picture: then its properties are looked at first.</summary>
    public static bool HasAny(HttpRequest request) =>
        request.Headers.IfNoneMatch.Count > 0 || request.Headers.IfModifiedSince.Count > 0 || request.Headers.Range.Count > 0;

    /// <summary>Whether the viewer has the picture already. <c>If-None-Match</c> decides alone where it was sent (section 13.2.2).</summary>
    public static bool IsNotModified(RequestHeaders request, PictureHeaders picture)
    {
        if (request.IfNoneMatch is { Count: > 0 } tags)
        {
            return tags.Any(tag => tag.Equals(EntityTagHeaderValue.Any) || tag.Compare(picture.Etag, useStrongComparison: false));
        }

        return request.IfModifiedSince is { } since && picture.LastModified <= since;
    }

    /// <summary>The one range to send.</summary>
    /// <returns>False where it lies outside of the picture. The whole picture where no range was asked for, where it was asked for
    /// another version (<c>If-Range</c>), and where several were asked for, which a server may ignore (section 14.2).</returns>
    public static bool TryGetRange(HttpRequest request, RequestHeaders headers, PictureHeaders picture, out long offset, out long length)
    {
        (offset, length) = (0, picture.Length);
        if (!HttpMethods.IsGet(request.Method) || headers.Range is not { } range || !range.Unit.Equals("bytes", StringComparison.OrdinalIgnoreCase)
            || range.Ranges.Count != 1 || !IsSameVersion(headers.IfRange, picture))
        {
            return true;
        }

        var (from, to) = (range.Ranges.First().From, range.Ranges.First().To);
        offset = from ?? Math.Max(0, picture.Length - to!.Value); // "-5" is the last five bytes
        var end = from is null ? picture.Length - 1 : Math.Min(to ?? long.MaxValue, picture.Length - 1);
        length = end - offset + 1;
        return length > 0;
    }

    private static bool IsSameVersion(RangeConditionHeaderValue? condition, PictureHeaders picture) => condition switch
    {
        null => true,
        { EntityTag: { } tag } => tag.Compare(picture.Etag, useStrongComparison: true),
        _ => condition.LastModified == picture.LastModified,
    };
}
