using System.Diagnostics;
using ImageFunctions.Imaging.Admission;
using ImageFunctions.Telemetry;

namespace ImageFunctions.Http;

/// <summary>Tells metrics and trace how each request for a picture went.</summary>
internal sealed class RequestTelemetry
{
    private readonly ImageMetrics metrics;

    public RequestTelemetry(ImageMetrics metrics, ConversionAdmission admission)
    {
        this.metrics = metrics;
        metrics.Watch(() => admission.Queued, () => admission.Sources.Taken + admission.Decoding.Taken);
    }

    /// <summary>Answers a request, and measures that.</summary>
    public async Task MeasureAsync(HttpContext http, ImageEndpoint endpoint)
    {
        var start = Stopwatch.GetTimestamp();
        await endpoint.HandleAsync(http).ConfigureAwait(false);

        var response = http.Response;
        var cache = response.Headers[CacheStatus.Header].ToString();
        var outcome = Outcome(response.StatusCode, cache);
        var sent = HttpMethods.IsHead(http.Request.Method) ? 0 : response.ContentLength ?? 0;
        metrics.Answered(outcome, response.StatusCode, Stopwatch.GetElapsedTime(start), sent, cache.Contains("collapsed", StringComparison.Ordinal));

        // The request's own activity, begun by ASP.NET Core under the trace that the host's headers name (W3C Trace Context).
        Activity.Current?.SetTag("images.outcome", outcome);
    }

    private static string Outcome(int status, string cache) => status >= StatusCodes.Status400BadRequest ? "error"
        : cache.Contains("hit", StringComparison.Ordinal) ? "hit"
        : cache.Contains("fwd=stale", StringComparison.Ordinal) ? "stale"
        : cache.Contains("fwd=miss", StringComparison.Ordinal) ? "miss"
        : "original";
}
