namespace ImageFunctions.Events;

/// <summary>How the Functions host calls a function that no viewer asks for: it posts to the function's name.</summary>
internal static class FunctionCall
{
    // The host adds the first to every viewer's request that it proxies, and Front Door and App Service the others; to a call of its own
    // it adds none of them (azure-functions-host, DefaultHttpProxyService and DefaultHttpWorkerService).
    private static readonly string[] HeadersOfViewers = ["x-ms-invocation-id", "X-Azure-Ref", "X-Forwarded-For"];

    /// <summary>Whether a request is the host's call of the function, and not a viewer's who asks for the same path.</summary>
    public static bool IsOf(string path, HttpRequest request) =>
        HttpMethods.IsPost(request.Method) && request.Path.Value == path && !HeadersOfViewers.Any(request.Headers.ContainsKey);

    /// <summary>Whether a request is the host's call of any of these functions.</summary>
    public static bool IsAny(HttpRequest request) =>
        IsOf(OriginalChangedEndpoint.Path, request) || IsOf(MakeVariantsEndpoint.Path, request);

    /// <summary>From now on, the body may have so many bytes and no more.</summary>
    public static void LimitBody(HttpContext http, long bytes)
    {
        if (http.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = bytes;
        }
    }

    /// <summary>Answers the host: with 200 the call is done, with any other status it has failed.</summary>
    public static async Task AnswerAsync(HttpContext http, int status)
    {
        http.Response.Headers.CacheControl = "no-store";
        http.Response.StatusCode = status;
        if (status == StatusCodes.Status200OK)
        {
            http.Response.ContentType = "application/json";
            await http.Response.WriteAsync("""{"Outputs":{},"Logs":[],"ReturnValue":null}""", http.RequestAborted);
        }
    }
}
