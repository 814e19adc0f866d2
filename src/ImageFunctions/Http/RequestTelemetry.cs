using System.Diagnostics;
using ImageFunctions.Imaging.Admission;
using ImageFunctions.Telemetry;

namespace ImageFunctions.Http;

/// <summary>How the answer to a request is told to metrics and trace; a feature of its HTTP context.</summary>
internal sealed class RequestOutcome
{
    public const string Original = "original";
    public const string Hit = "hit";
    public const string Stale = "stale";
    public const string Miss = "miss";
    public const string Error = "error";

    /// <summary>The viewer went before he had the answer.</summary>
    public const string Aborted = "aborted";

    public string Name { get; set; } = Original;

    /// <summary>Whether it was answered with another's work.</summary>
    public bool Collapsed { get; set; }
}

/// <summary>Tells metrics and trace how each request for a picture went.</summary>
internal sealed class RequestTelemetry
{
    private const string Route = "/{container}/{**blob}";

    // No status is sent to who has gone; this is what servers write down for it.
    private const int ClientClosedRequest = StatusCodes.Status499ClientClosedRequest;

    private readonly ImageMetrics metrics;

    public RequestTelemetry(ImageMetrics metrics, ConversionAdmission admission)
    {
        this.metrics = metrics;
        metrics.Watch(() => admission.Queued, () => admission.Sources.Taken + admission.Decoding.Taken);
    }

    /// <summary>Answers a request, and measures that.</summary>
    public async Task MeasureAsync(HttpContext http, RequestDelegate answer)
    {
        var start = Stopwatch.GetTimestamp();
        var outcome = new RequestOutcome();
        http.Features.Set(outcome);
        await answer(http);

        var (name, status) = OutcomeOf(http, outcome);
        var sent = HttpMethods.IsHead(http.Request.Method) || name == RequestOutcome.Aborted ? 0 : http.Response.ContentLength ?? 0;
        metrics.Answered(name, status, Stopwatch.GetElapsedTime(start), sent, outcome.Collapsed);

        Tell(http, name, status);
    }

    // The request's own activity, begun by ASP.NET Core under the trace that the host's headers name (W3C Trace Context). By
    // OpenTelemetry's names for HTTP, so that every backend takes it for a request; without its address, which names a picture.
    private static void Tell(HttpContext http, string outcome, int status)
    {
        if (http.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpActivityFeature>()?.Activity is not { } activity)
        {
            return;
        }

        activity.DisplayName = $"{http.Request.Method} {Route}";
        activity.SetTag("http.request.method", http.Request.Method)
            .SetTag("http.route", Route)
            .SetTag("http.response.status_code", status)
            .SetTag("images.outcome", outcome);
    }

    private static (string Name, int Status) OutcomeOf(HttpContext http, RequestOutcome outcome)
    {
        var status = http.Response.StatusCode;
        return status >= StatusCodes.Status400BadRequest || outcome.Name == RequestOutcome.Error ? (RequestOutcome.Error, status)
            : http.RequestAborted.IsCancellationRequested ? (RequestOutcome.Aborted, ClientClosedRequest)
            : (outcome.Name, status);
    }
}
