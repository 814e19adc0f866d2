using Microsoft.Net.Http.Headers;

namespace LocalFrontDoor.Edge;

/// <summary>Answers a viewer from a stored answer.</summary>
internal static class StoredAnswerWriter
{
    /// <summary>
    /// Writes the whole, or what is left of it for this viewer: 304 for what he has, 206 for one range, 416 for one that is
    /// not there (all by ASP.NET Core's own file result).
    /// </summary>
    /// <param name="context">The viewer's request; nothing of the response has been sent.</param>
    /// <param name="answer">What is stored.</param>
    /// <param name="xCache">The value of X-Cache.</param>
    /// <param name="age">The value of Age, in seconds; null for none.</param>
    public static async Task WriteAsync(HttpContext context, StoredAnswer answer, string xCache, long? age)
    {
        var response = context.Response;
        response.Headers.Clear();
        response.StatusCode = answer.Status;
        foreach (var (name, value) in answer.Headers)
        {
            response.Headers[name] = value;
        }

        response.Headers[XCache.Header] = xCache;
        if (age is { } seconds)
        {
            response.Headers.Age = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        if (answer.Status == StatusCodes.Status200OK)
        {
            await Whole(response, answer).ExecuteAsync(context);
        }
        else
        {
            response.ContentLength = answer.Body.Length;
            await response.Body.WriteAsync(answer.Body, context.RequestAborted);
        }
    }

    private static Microsoft.AspNetCore.Http.HttpResults.FileContentHttpResult Whole(HttpResponse response, StoredAnswer answer)
    {
        var headers = response.GetTypedHeaders();
        response.ContentLength = null; // Of the whole; the result knows the length of the part.
        return TypedResults.Bytes(
            answer.Body,
            response.ContentType,
            enableRangeProcessing: true,
            lastModified: headers.LastModified,
            entityTag: headers.ETag is { } etag && !etag.Equals(EntityTagHeaderValue.Any) ? etag : null);
    }
}
