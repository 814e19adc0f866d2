using ImageFunctions.Events;
using ImageFunctions.Http;
using ImageFunctions.Requests;
using ImageFunctions.Settings;

namespace ImageFunctions.Hosting;

/// <summary>Which path leads where; the same under every host.</summary>
internal static class Endpoints
{
    /// <summary><c>/</c>, <c>/healthz</c>, the calls of whoever runs this program, and everything else to the pictures.</summary>
    /// <param name="services">What answers.</param>
    /// <param name="options">The settings.</param>
    /// <param name="calls">What answers a request that is no viewer's; null for a viewer's.</param>
    /// <returns>What answers every request.</returns>
    public static RequestDelegate Map(IServiceProvider services, ServiceOptions options, Func<HttpRequest, RequestDelegate?> calls)
    {
        var images = services.GetRequiredService<ImageEndpoint>();
        var telemetry = services.GetRequiredService<RequestTelemetry>();
        var health = services.GetRequiredService<Health>();
        var pipeline = new ApplicationBuilder(services);
        pipeline.Use((http, next) => calls(http.Request) is not null || IsAdmitted(http.Request, options.FrontDoorId)
            ? next(http)
            : ProblemResponse.WriteAsync(http, Refusal.NotThroughFrontDoor));
        pipeline.Run(http => http.Request.Path.Value switch
        {
            _ when calls(http.Request) is { } call => call(http),
            "/" or Health.Path when !IsRead(http.Request) => ProblemResponse.WriteAsync(http, Refusal.MethodNotAllowed),
            "/" => PlainResponse.WriteAsync(http, "ImageFunctions"), // the host polls it until there is an answer
            Health.Path => health.HandleAsync(http),
            _ => telemetry.MeasureAsync(http, images.HandleAsync),
        });
        return pipeline.Build();
    }

    /// <summary>The functions that the Functions host calls itself.</summary>
    public static Func<HttpRequest, RequestDelegate?> FunctionCalls(IServiceProvider services)
    {
        RequestDelegate events = services.GetRequiredService<OriginalChangedEndpoint>().HandleAsync;
        RequestDelegate work = services.GetRequiredService<MakeVariantsEndpoint>().HandleAsync;
        return request =>
            FunctionCall.IsOf(OriginalChangedEndpoint.Path, request) ? events
            : FunctionCall.IsOf(MakeVariantsEndpoint.Path, request) ? work
            : null;
    }

    // The service tag in the access restriction admits every Front Door there is; the id tells whose it is. The host and the probes ask for
    // / and /healthz from elsewhere.
    private static bool IsAdmitted(HttpRequest request, string? frontDoorId) =>
        frontDoorId is null
        || request.Path.Value is "/" or Health.Path
        || frontDoorId.Equals(request.Headers["X-Azure-FDID"], StringComparison.OrdinalIgnoreCase);

    private static bool IsRead(HttpRequest request) => HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);
}
