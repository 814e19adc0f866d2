using ImageFunctions.Events;
using ImageFunctions.Http;
using ImageFunctions.Requests;
using ImageFunctions.Settings;

namespace ImageFunctions.Hosting;

/// <summary>Which path leads where; the same under every host.</summary>
internal static class Endpoints
{
    /// <summary><c>/</c>, <c>/healthz</c>, the functions that the host calls itself, and everything else to the pictures.</summary>
    /// <returns>What answers every request.</returns>
    public static RequestDelegate Map(IServiceProvider services, ServiceOptions options)
    {
        var images = services.GetRequiredService<ImageEndpoint>();
        var events = services.GetRequiredService<OriginalChangedEndpoint>();
        var work = services.GetRequiredService<MakeVariantsEndpoint>();
        var telemetry = services.GetRequiredService<RequestTelemetry>();
        var health = services.GetRequiredService<Health>();
        var pipeline = new ApplicationBuilder(services);
        pipeline.Use((http, next) => IsAdmitted(http.Request, options.FrontDoorId)
            ? next(http)
            : ProblemResponse.WriteAsync(http, Refusal.NotThroughFrontDoor));
        pipeline.Run(http => http.Request.Path.Value switch
        {
            _ when FunctionCall.IsOf(OriginalChangedEndpoint.Path, http.Request) => events.HandleAsync(http),
            _ when FunctionCall.IsOf(MakeVariantsEndpoint.Path, http.Request) => work.HandleAsync(http),
            "/" or Health.Path when !IsRead(http.Request) => ProblemResponse.WriteAsync(http, Refusal.MethodNotAllowed),
            "/" => PlainResponse.WriteAsync(http, "ImageFunctions"), // the host polls it until there is an answer
            Health.Path => health.HandleAsync(http),
            _ => telemetry.MeasureAsync(http, images.HandleAsync),
        });
        return pipeline.Build();
    }

    // The service tag in the access restriction admits every Front Door there is; the id tells whose it is. The host and the probes ask for
    // / and /healthz from elsewhere, and events are the host's own.
    private static bool IsAdmitted(HttpRequest request, string? frontDoorId) =>
        frontDoorId is null
        || request.Path.Value is "/" or Health.Path
        || FunctionCall.IsAny(request)
        || frontDoorId.Equals(request.Headers["X-Azure-FDID"], StringComparison.OrdinalIgnoreCase);

    private static bool IsRead(HttpRequest request) => HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);
}
