using System.Text;

namespace ImageFunctions.Http;

/// <summary>Answers with a line of text, for machines that only look at the status.</summary>
internal static class PlainResponse
{
    /// <summary>Writes 200, headers and, but for HEAD, the line.</summary>
    public static async Task WriteAsync(HttpContext http, string line)
    {
        var body = Encoding.UTF8.GetBytes(line + "\n");
        http.Response.ContentType = "text/plain; charset=utf-8";
        http.Response.ContentLength = body.Length;
        http.Response.Headers.CacheControl = "no-store";
        if (!HttpMethods.IsHead(http.Request.Method))
        {
            await http.Response.BodyWriter.WriteAsync(body, http.RequestAborted).ConfigureAwait(false);
        }
    }
}
