using Azure.Monitor.OpenTelemetry.Exporter;
using ImageFunctions.Settings;
using ImageFunctions.Storage;
using ImageFunctions.Telemetry;
using OpenTelemetry;
using OpenTelemetry.Resources;

namespace ImageFunctions.Hosting;

/// <summary>Sends traces and metrics to Azure Monitor, over OTLP, or both, where the environment says to whom;
/// nothing is collected otherwise.</summary>
internal static class OpenTelemetryExport
{
    private const string OtlpEndpoint = "OTEL_EXPORTER_OTLP_ENDPOINT"; // further settings of that family are read by the exporter itself

    // The Functions host's own setting: Authorization=AAD, and ClientId=… for a user-assigned identity.
    private const string InsightsAuthentication = "APPLICATIONINSIGHTS_AUTHENTICATION_STRING";

    /// <summary>Listens to this service, and to what ASP.NET Core, HttpClient and the runtime tell of themselves.</summary>
    public static IServiceCollection AddTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        var overOtlp = !string.IsNullOrWhiteSpace(configuration[OtlpEndpoint]);
        var toAzureMonitor = !string.IsNullOrWhiteSpace(configuration[ServiceOptions.InsightsConnection]);
        if (!overOtlp && !toAzureMonitor)
        {
            return services;
        }

        var telemetry = services.AddMetrics().AddOpenTelemetry()
            .ConfigureResource(static resource => resource.AddService("ImageFunctions"))
            .WithTracing(static tracing => tracing.AddSource(ImageActivities.SourceName, "Microsoft.AspNetCore", "System.Net.Http"))
            .WithMetrics(static metrics => metrics
                .AddMeter(ImageMetrics.MeterName, "Microsoft.AspNetCore.Hosting", "System.Net.Http", "System.Runtime"));
        if (overOtlp)
        {
            telemetry.UseOtlpExporter();
        }

        if (toAzureMonitor)
        {
            telemetry
                .WithTracing(tracing => tracing.AddAzureMonitorTraceExporter(options => Configure(options, configuration)))
                .WithMetrics(metrics => metrics.AddAzureMonitorMetricExporter(options => Configure(options, configuration)));
        }

        return services;
    }

    private static void Configure(AzureMonitorExporterOptions options, IConfiguration configuration)
    {
        options.ConnectionString = configuration[ServiceOptions.InsightsConnection];
        options.DisableOfflineStorage = true; // what cannot be sent is dropped: an instance's disk is small, and gone with it
        if (ReadAuthentication(configuration[InsightsAuthentication]) is (true, var clientId))
        {
            options.Credential = StorageConnection.Credential(clientId);
        }
    }

    /// <summary>Reads <c>Authorization=AAD;ClientId=…</c>.</summary>
    internal static (bool ByIdentity, string? ClientId) ReadAuthentication(string? text)
    {
        var parts = (text ?? "").Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(part => part.Split('=', 2)).Where(part => part.Length == 2)
            .ToDictionary(part => part[0], part => part[1], StringComparer.OrdinalIgnoreCase);
        return (parts.GetValueOrDefault("Authorization") == "AAD", parts.GetValueOrDefault("ClientId"));
    }
}
