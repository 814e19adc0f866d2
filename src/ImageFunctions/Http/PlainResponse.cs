namespace ImageFunctions.Http;

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
