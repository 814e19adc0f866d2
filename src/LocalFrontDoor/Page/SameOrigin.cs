namespace LocalFrontDoor.Page;

/// <summary>
/// Keeps web pages of elsewhere from uploading, purging and listing: any page that a developer has open can send requests to
/// localhost, by plain cross-site requests or by a host name of its own that it makes point to 127.0.0.1 (DNS rebinding).
/// </summary>
internal static class SameOrigin
{
    /// <summary>Why the request is refused; null when it comes from our own page or from no page at all.</summary>
    /// <param name="host">The Host header.</param>
    /// <param name="origin">The Origin header; empty when there is none.</param>
    /// <param name="fetchSite">The Sec-Fetch-Site header; empty when there is none.</param>
    public static string? Refusal(HostString host, string origin, string fetchSite)
    {
        if (host.Host is not ("localhost" or "127.0.0.1" or "[::1]" or "::1"))
        {
            return "Only http://localhost may ask for this.";
        }

        if (fetchSite is not ("" or "same-origin" or "none"))
        {
            return "Only this program's own page may ask for this.";
        }

        return origin.Length > 0 && !origin.Equals($"http://{host.Value}", StringComparison.OrdinalIgnoreCase)
            ? "Only this program's own page may ask for this."
            : null;
    }

    /// <summary>The refusal as an endpoint filter: 403.</summary>
    public static async ValueTask<object?> Filter(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var request = context.HttpContext.Request;
        return Refusal(request.Host, request.Headers.Origin.ToString(), request.Headers["Sec-Fetch-Site"].ToString()) is { } reason
            ? TypedResults.Text(reason, statusCode: StatusCodes.Status403Forbidden)
            : await next(context);
    }
}
