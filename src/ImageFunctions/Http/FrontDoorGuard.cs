using ImageFunctions.Events;
using ImageFunctions.Requests;

namespace ImageFunctions.Http;

/// <summary>
/// Lets only requests of one's own Front Door through. The service tag in the access restriction admits every Front Door there is; the
/// id in <c>X-Azure-FDID</c> tells whose it is.
/// </summary>
internal static class FrontDoorGuard
{
    private const string Header = "X-Azure-FDID";

    /// <summary>Checks the id, where one is set. The host and the probes ask for <c>/</c> and <c>/healthz</c> from elsewhere, and events
    /// are the host's own.</summary>
    public static void UseFrontDoorGuard(this IApplicationBuilder app, string? id)
    {
        if (id is null)
        {
            return;
        }

        app.Use((http, next) =>
            http.Request.Path.Value is "/" or Health.Path || FunctionCall.IsAny(http.Request)
            || id.Equals(http.Request.Headers[Header], StringComparison.OrdinalIgnoreCase)
                ? next(http)
                : ProblemResponse.WriteAsync(http, Refusal.NotThroughFrontDoor));
    }
}
