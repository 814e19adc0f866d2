using System.Text.Json.Nodes;
using Azure;
using Azure.Storage.Queues;
using ImageFunctions.Requests;
using ImageFunctions.Settings;

namespace ImageFunctions.Storage;

/// <summary>
/// The queue of originals whose variants are to be made. What an answer cannot wait for waits there, so that it outlives this instance, and
/// the Functions host hands it to as many instances as it takes: MakeVariants/function.json.
/// </summary>
internal sealed class WorkQueue
{
    /// <summary>Its name; the host keeps what failed five times in <c>images-to-make-poison</c>.</summary>
    public const string Name = "images-to-make";

    /// <summary>The one property of a message: an original's path.</summary>
    public const string OriginalProperty = "original";

    private const string QueueNotFound = "QueueNotFound";

    private readonly QueueClient? queue;

    /// <summary>Prepares; nothing is sent.</summary>
    /// <param name="options">Where it is; null where there is none.</param>
    public WorkQueue(StorageOptions? options)
    {
        var client =
            new QueueClientOptions { Retry = { NetworkTimeout = TimeSpan.FromSeconds(10) }, Diagnostics = { IsLoggingEnabled = false } };
        queue = options switch
        {
            null => null,
            { ConnectionString: { } connectionString } => new QueueClient(connectionString, Name, client),
            _ => new QueueServiceClient(options.ServiceUri, StorageConnection.Credential(options.ClientId), client)
                .GetQueueClient(Name),
        };
    }

    /// <summary>Puts an original into it. Twice does no harm: whoever comes second finds everything made.</summary>
    /// <exception cref="RequestFailedException">Storage refused.</exception>
    public async Task EnqueueAsync(ImagePath original, CancellationToken cancellation)
    {
        var message = new JsonObject { [OriginalProperty] = original.ToString() }.ToJsonString();
        try
        {
            await Queue.SendMessageAsync(message, cancellationToken: cancellation);
        }
        catch (RequestFailedException e) when (e.ErrorCode == QueueNotFound)
        {
            await Queue.CreateIfNotExistsAsync(cancellationToken: cancellation);
            await Queue.SendMessageAsync(message, cancellationToken: cancellation);
        }
    }

    /// <summary>About how many wait in it.</summary>
    public async Task<int> CountAsync(CancellationToken cancellation)
    {
        try
        {
            return (await Queue.GetPropertiesAsync(cancellation)).Value.ApproximateMessagesCount;
        }
        catch (RequestFailedException e) when (e.ErrorCode == QueueNotFound)
        {
            return 0; // nothing was ever put into it
        }
    }

    private QueueClient Queue =>
        queue ?? throw new InvalidOperationException("There is no queue: ServiceOptions lets nobody come here without.");
}
