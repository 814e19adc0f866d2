using Azure.Storage.Blobs;
using ImageFunctions.Settings;

namespace ImageFunctions.Storage;

/// <summary>Tells whether storage can be reached. Front Door probes from each of its places: the answer is shared for a moment.</summary>
internal sealed partial class StorageProbe(BlobServiceClient service, ImageOptions options, TimeProvider time, ILogger<StorageProbe> logger)
{
    private static readonly TimeSpan Shared = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    private readonly Lock gate = new();
    private Task<bool>? latest;
    private long asked;

    /// <summary>
    /// Has a connection made, with name, handshake and token, that the first picture would otherwise wait for. The server begins to listen
    /// meanwhile.
    /// </summary>
    public void BeginConnecting() => _ = Task.Run(IsHealthyAsync);

    /// <summary>Asks, or gives the answer of a moment ago. Never fails.</summary>
    public Task<bool> IsHealthyAsync()
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
        using var patience = new CancellationTokenSource(Patience, time);
        try
        {
            await Task.WhenAll(options.Containers.Select(
                container => service.GetBlobContainerClient(container).GetPropertiesAsync(cancellationToken: patience.Token))).ConfigureAwait(false);
            return true;
        }
        catch (Exception e)
        {
            LogUnhealthy(logger, e);
            return false;
        }
    }

    [LoggerMessage(EventId = 102, Level = LogLevel.Warning, Message = "Storage cannot be reached, or a container of Images__Containers is missing.")]
    private static partial void LogUnhealthy(ILogger logger, Exception exception);
}
