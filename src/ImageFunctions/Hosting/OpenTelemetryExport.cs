using ImageFunctions.Telemetry;
using OpenTelemetry;
using OpenTelemetry.Resources;

namespace ImageFunctions.Hosting;

/// <summary>Sends traces and metrics over OTLP where the environment says to whom; nothing is collected otherwise.</summary>
internal static class OpenTelemetryExport
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT"; // further settings of that family are read by the exporter itself

    /// <summary>Listens to this service, and to what ASP.NET Core, HttpClient and the runtime tell of themselves.</summary>
    public static IServiceCollection AddTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        if (string.IsNullOrWhiteSpace(configuration[Endpoint]))
        {
            return services;
        }

        services.AddOpenTelemetry()
            .ConfigureResource(static resource => resource.AddService("ImageFunctions"))
            .WithTracing(static tracing => tracing.AddSource(ImageActivities.SourceName, "Microsoft.AspNetCore", "System.Net.Http"))
            .WithMetrics(static metrics => metrics.AddMeter(ImageMetrics.MeterName, "Microsoft.AspNetCore.Hosting", "System.Net.Http", "System.Runtime"))
            .UseOtlpExporter();
        return services;
    }
}
