using Azure.Storage.Blobs;
using ImageFunctions.Requests;
using ImageFunctions.Settings;

namespace ImageFunctions.Http;

/// <summary>
/// Says whether the process can serve: storage answers, and every served container is there. Front Door probes from each of its places: the
/// answer is shared for a moment.
/// </summary>
internal sealed partial class Health(BlobServiceClient service, ImageOptions options, TimeProvider time, ILogger<Health> logger)
{
    public const string Path = "/healthz";

    private static readonly TimeSpan Shared = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(4);

    private readonly Lock gate = new();
    private Task<bool>? latest;
    private long asked;

    /// <summary>
    /// Has a connection made, with name, handshake and token, that the first picture would otherwise wait for. The server begins to listen
    /// meanwhile.
    /// </summary>
    public void BeginConnecting() => _ = Task.Run(IsHealthyAsync);

    /// <summary>200, or 503 with a problem.</summary>
    public async Task HandleAsync(HttpContext http)
    {
        if (!await IsHealthyAsync().WaitAsync(http.RequestAborted))
        {
            await ProblemResponse.WriteAsync(http, Refusal.StorageUnavailable);
            return;
        }

        await PlainResponse.WriteAsync(http, "healthy");
    }

    // Never fails.
    private Task<bool> IsHealthyAsync()
    {
        lock (gate)
        {
            if (latest is null || (latest.IsCompleted && time.GetElapsedTime(asked) > Shared))
            {
                asked = time.GetTimestamp();
                latest = AskAsync();
            }

            return latest;
        }
    }

    private async Task<bool> AskAsync()
    {
        using var timeout = new CancellationTokenSource(LongestWait, time);
        try
        {
            await Task.WhenAll(options.Containers.Select(
                container => service.GetBlobContainerClient(container).GetPropertiesAsync(cancellationToken: timeout.Token)));
            return true;
        }
        catch (Exception e)
        {
            LogUnhealthy(logger, e);
            return false;
        }
    }

    [LoggerMessage(EventId = 102, Level = LogLevel.Warning,
        Message = "Storage cannot be reached, or a container of Images__Containers is missing.")]
    private static partial void LogUnhealthy(ILogger logger, Exception exception);
}
