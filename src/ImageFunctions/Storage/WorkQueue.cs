using System.Text.Json.Nodes;
using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using ImageFunctions.Requests;
using ImageFunctions.Settings;

namespace ImageFunctions.Storage;

/// <summary>
/// The queue of originals whose variants are to be made. What an answer cannot wait for waits there, so that it outlives this instance, and
/// the Functions host (MakeVariants/function.json), or in a container each instance for itself, hands it out.
/// </summary>
internal sealed class WorkQueue
{
    /// <summary>Its name; what failed five times is kept in <c>images-to-make-poison</c>.</summary>
    public const string Name = "images-to-make";

    /// <summary>The one property of a message: an original's path.</summary>
    public const string OriginalProperty = "original";

    /// <summary>After so many failures a message is put into the poison queue (host.json, <c>maxDequeueCount</c>).</summary>
    public const int MostTries = 5;

    private const string QueueNotFound = "QueueNotFound";

    // host.json, batchSize + newBatchThreshold.
    private const int AtOnce = 3;

    // So long a message is kept from others; where the work on it takes longer, it is prolonged.
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan ShortestPoll = TimeSpan.FromMilliseconds(100);

    private readonly QueueClient? queue;
    private readonly QueueClient? poison;

    /// <summary>Prepares; nothing is sent.</summary>
    /// <param name="options">Where it is; null where there is none.</param>
    public WorkQueue(StorageOptions? options)
    {
        var client =
            new QueueClientOptions { Retry = { NetworkTimeout = TimeSpan.FromSeconds(10) }, Diagnostics = { IsLoggingEnabled = false } };
        if (options is not null)
        {
            var service = options.ConnectionString is { } connectionString
                ? new QueueServiceClient(connectionString, client)
                : new QueueServiceClient(options.ServiceUri, StorageConnection.Credential(options.ClientId), client);
            (queue, poison) = (service.GetQueueClient(Name), service.GetQueueClient($"{Name}-poison"));
        }
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

    /// <summary>
    /// Hands out its messages as the Functions host does where there is one: some at a time; what failed comes again after a pause, and
    /// what failed <see cref="MostTries"/> times goes into the poison queue. What is under way at the end is finished.
    /// https://learn.microsoft.com/azure/azure-functions/functions-bindings-storage-queue-trigger
    /// </summary>
    /// <param name="work">Does what a message asks for, and says whether it is done. It is told at which try it is.</param>
    /// <param name="pause">Until what failed comes again (host.json, <c>visibilityTimeout</c>).</param>
    /// <param name="longestPoll">The longest time between two looks into an empty queue; the first are closer together.</param>
    /// <param name="stop">Takes no more of them.</param>
    /// <exception cref="RequestFailedException">Storage refused.</exception>
    public async Task DeliverAsync(Func<string, long, Task<bool>> work, TimeSpan pause, TimeSpan longestPoll, CancellationToken stop)
    {
        await Queue.CreateIfNotExistsAsync(cancellationToken: stop);
        await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => DeliverInTurnAsync(work, pause, longestPoll, stop)));
    }

    private async Task DeliverInTurnAsync(Func<string, long, Task<bool>> work, TimeSpan pause, TimeSpan longestPoll, CancellationToken stop)
    {
        var wait = ShortestPoll;
        while (!stop.IsCancellationRequested)
        {
            if ((await Queue.ReceiveMessageAsync(Lease, stop)).Value is { } message)
            {
                wait = ShortestPoll;
                await DeliverAsync(message, work, pause);
            }
            else
            {
                await Task.Delay(wait, stop);
                wait = wait * 2 < longestPoll ? wait * 2 : longestPoll;
            }
        }
    }

    private async Task DeliverAsync(QueueMessage message, Func<string, long, Task<bool>> work, TimeSpan pause)
    {
        var (done, receipt) = await KeepAsync(message, work(message.Body.ToString(), message.DequeueCount));
        if (!done && message.DequeueCount < MostTries)
        {
            await Queue.UpdateMessageAsync(message.MessageId, receipt, message.Body, pause);
            return;
        }

        if (!done)
        {
            await poison!.CreateIfNotExistsAsync();
            await poison.SendMessageAsync(message.Body);
        }

        await Queue.DeleteMessageAsync(message.MessageId, receipt);
    }

    // A receipt holds until the next one.
    private async Task<(bool Done, string Receipt)> KeepAsync(QueueMessage message, Task<bool> working)
    {
        var receipt = message.PopReceipt;
        while (true)
        {
            try
            {
                return (await working.WaitAsync(Lease / 2), receipt);
            }
            catch (TimeoutException) when (!working.IsCompleted)
            {
                receipt = (await Queue.UpdateMessageAsync(message.MessageId, receipt, message.Body, Lease)).Value.PopReceipt;
            }
        }
    }

    private QueueClient Queue =>
        queue ?? throw new InvalidOperationException("There is no queue: ServiceOptions lets nobody come here without.");
}
