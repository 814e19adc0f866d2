using ImageFunctions.Events;
using ImageFunctions.Http;
using ImageFunctions.Settings;
using ImageFunctions.Telemetry;

namespace ImageFunctions.Hosting;

/// <summary>Which path leads where; the same under every host.</summary>
internal static class Endpoints
{
    /// <summary>Maps <c>/</c>, <c>/healthz</c>, the event function, and everything else to the pictures.</summary>
    public static void MapImageFunctions(this WebApplication app, ServiceOptions options)
    {
        var images = app.Services.GetRequiredService<ImageEndpoint>();
        var events = app.Services.GetRequiredService<OriginalChangedEndpoint>();
        var telemetry = app.Services.GetRequiredService<RequestTelemetry>();
        var health = app.Services.GetRequiredService<Health>();
        app.UseFrontDoorGuard(options.FrontDoorId);
        app.Run(http => http.Request.Path.Value switch
        {
            "/" => PlainResponse.WriteAsync(http, "ImageFunctions"), // the host polls it until there is an answer
            Health.Path => health.HandleAsync(http),
            _ when OriginalChangedEndpoint.IsFor(http.Request) => events.HandleAsync(http),
            _ => telemetry.MeasureAsync(http, images),
        });
    }
}
