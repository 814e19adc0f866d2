using System.Globalization;
using System.Text.Json;
using ImageFunctions.Requests;

namespace ImageFunctions.Http;

/// <summary>Answers with a problem (RFC 9457), which nobody may cache.</summary>
internal static class ProblemResponse
{
    /// <summary>
    /// Writes status, headers and, but for HEAD, body, in place of what was prepared; a 416 names the <paramref name="wholeLength"/>.
    /// </summary>
    public static async Task WriteAsync(HttpContext http, Refusal refusal, long? wholeLength = null)
    {
        var response = http.Response;
        response.Clear();
        response.StatusCode = refusal.Status;
        response.ContentType = "application/problem+json";
        response.Headers.CacheControl = "no-store";
        response.Headers.XContentTypeOptions = "nosniff";
        if (refusal.RetryAfter is { } retryAfter)
        {
            response.Headers.RetryAfter = retryAfter.TotalSeconds.ToString(CultureInfo.InvariantCulture);
        }

        if (refusal.Status == StatusCodes.Status401Unauthorized)
        {
            response.Headers.WWWAuthenticate = "Bearer";
        }

        if (refusal.Status == StatusCodes.Status405MethodNotAllowed)
        {
            response.Headers.Allow = "GET, HEAD";
        }

        if (wholeLength is { } length)
        {
            response.Headers.ContentRange = string.Create(CultureInfo.InvariantCulture, $"bytes */{length}");
        }

        var body = Serialize(refusal);
        response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(http.Request.Method))
        {
            await response.BodyWriter.WriteAsync(body, http.RequestAborted);
        }
    }

    private static byte[] Serialize(Refusal refusal)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("type", "about:blank");
            json.WriteString("title", refusal.Title);
            json.WriteNumber("status", refusal.Status);
            if (refusal.Detail is { } detail)
            {
                json.WriteString("detail", detail);
            }

            json.WriteEndObject();
        }

        return stream.ToArray();
    }
}

/// <summary>Answers with a line of text, for machines that only look at the status.</summary>
internal static class PlainResponse
{
    /// <summary>Writes 200, headers and, but for HEAD, the line.</summary>
    public static Task WriteAsync(HttpContext http, string line)
    {
        http.Response.Headers.CacheControl = "no-store";
        return TypedResults.Text(line + "\n").ExecuteAsync(http);
    }
}
