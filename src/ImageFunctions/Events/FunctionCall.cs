using System.Text.Json;

namespace ImageFunctions.Events;

/// <summary>How the Functions host calls a function that no viewer asks for: it posts to the function's name.</summary>
internal static class FunctionCall
{
    // The host adds the first to every viewer's request that it proxies, and Front Door and App Service the others; to a call of its own
    // it adds none of them (azure-functions-host, DefaultHttpProxyService and DefaultHttpWorkerService).
    private static readonly string[] HeadersOfViewers = ["x-ms-invocation-id", "X-Azure-Ref", "X-Forwarded-For"];

    private const int DeepestNesting = 3;

    /// <summary>Whether a request is the host's call of the function, and not a viewer's who asks for the same path.</summary>
    public static bool IsOf(string path, HttpRequest request) =>
        HttpMethods.IsPost(request.Method) && request.Path.Value == path && !HeadersOfViewers.Any(request.Headers.ContainsKey);

    /// <summary>From now on, the body may have so many bytes and no more.</summary>
    public static void LimitBody(HttpContext http, long bytes)
    {
        if (http.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = bytes;
        }
    }

    /// <summary>The events or messages of an invocation,
    /// which the host posts as <c>{ "Data": { name: payload }, "Metadata": … }</c>.</summary>
    /// <exception cref="InvalidOperationException">Half of a surrogate pair stands alone, which JSON's grammar lets through.</exception>
    public static IEnumerable<JsonElement> Payloads(JsonElement invocation) =>
        invocation.ValueKind == JsonValueKind.Object
            && invocation.TryGetProperty("Data", out var data)
            && data.ValueKind == JsonValueKind.Object
            ? data.EnumerateObject().SelectMany(trigger => Objects(trigger.Value))
            : [];

    /// <summary>The objects of one payload: the host hands over what the extension gave it, one or several, as JSON or as JSON within a
    /// string.</summary>
    /// <inheritdoc cref="Payloads"/>
    public static IEnumerable<JsonElement> Objects(JsonElement payload, int depth = DeepestNesting) => payload.ValueKind switch
    {
        JsonValueKind.Object => [payload],
        JsonValueKind.Array when depth > 0 => payload.EnumerateArray().SelectMany(item => Objects(item, depth - 1)),
        JsonValueKind.String when depth > 0 => Objects(payload.GetString()!, depth - 1),
        _ => [],
    };

    /// <summary>The objects of a payload that is JSON within a string; none where it is no JSON.</summary>
    /// <inheritdoc cref="Payloads"/>
    public static IEnumerable<JsonElement> Objects(string payload, int depth = DeepestNesting)
    {
        try
        {
            return Objects(JsonElement.Parse(payload), depth);
        }
        catch (JsonException)
        {
            return [];
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
