using System.Globalization;

namespace LocalFrontDoor.Edge;

/// <summary>
/// The headers that Front Door takes from a request and adds to it.
/// https://learn.microsoft.com/azure/frontdoor/front-door-http-headers-protocol
/// </summary>
internal static class EdgeHeaders
{
    public const string Reference = "X-Azure-Ref";

    /// <summary>Not forwarded when caching is on, which is why an origin behind it cannot negotiate by Accept.
    /// https://learn.microsoft.com/azure/frontdoor/front-door-caching#request-headers</summary>
    private static readonly string[] DroppedWhenCaching = ["Accept", "Accept-Charset", "Accept-Language"];

    /// <summary>Not forwarded when the answer is to be stored: the edge wants the whole.</summary>
    private static readonly string[] AskForLess =
        ["Range", "If-Range", "If-Match", "If-None-Match", "If-Modified-Since", "If-Unmodified-Since"];

    /// <summary>Takes away what only Front Door may say, so that no viewer can say it in its stead.</summary>
    public static void RemoveReserved(IHeaderDictionary request)
    {
        foreach (var name in request.Keys.Where(IsReserved).ToList())
        {
            request.Remove(name);
        }
    }

    /// <summary>A reference for one request, as Front Door writes them: time and something unique.</summary>
    public static string NewReference(DateTimeOffset now) =>
        string.Create(CultureInfo.InvariantCulture, $"{now.UtcDateTime:yyyyMMdd'T'HHmmss'Z'}-{Guid.NewGuid():N}");

    /// <summary>Takes from the request what is not forwarded when the route caches.</summary>
    public static void RemoveWhenCaching(HttpRequestMessage request) => Remove(request, DroppedWhenCaching);

    /// <summary>Takes from the request what would make the origin answer with less than the whole.</summary>
    public static void RemoveConditions(HttpRequestMessage request) => Remove(request, AskForLess);

    /// <summary>Adds what Front Door tells the origin.</summary>
    public static void AddTo(HttpRequestMessage request, HttpContext context, Guid frontDoorId, string reference)
    {
        var viewer = context.Connection.RemoteIpAddress?.ToString() ?? "";
        var version = HttpProtocol.IsHttp2(context.Request.Protocol) ? "2.0" : "1.1";
        // An existing X-Forwarded-For is appended to, the others are replaced.
        var forwardedFor = context.Request.Headers["X-Forwarded-For"].ToString() is { Length: > 0 } before ? $"{before}, {viewer}" : viewer;

        Set(request, "X-Azure-FDID", frontDoorId.ToString());
        Set(request, Reference, reference);
        Set(request, "X-Azure-ClientIP", viewer);
        Set(request, "X-Azure-SocketIP", viewer);
        Set(request, "X-Azure-RequestChain", "hops=1");
        Set(request, "X-Forwarded-For", forwardedFor);
        Set(request, "X-Forwarded-Host", context.Request.Host.Value ?? "");
        Set(request, "X-Forwarded-Proto", context.Request.Scheme);
        Set(request, "Via", $"{version} Azure");
    }

    private static bool IsReserved(string name) =>
        name.StartsWith("X-FD-", StringComparison.OrdinalIgnoreCase) || name.StartsWith("X-Azure-", StringComparison.OrdinalIgnoreCase);

    private static void Set(HttpRequestMessage request, string name, string value)
    {
        request.Headers.Remove(name);
        request.Headers.TryAddWithoutValidation(name, value);
    }

    private static void Remove(HttpRequestMessage request, string[] names)
    {
        foreach (var name in names)
        {
            request.Headers.Remove(name);
        }
    }
}
