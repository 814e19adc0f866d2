using System.Net.Mime;
using System.Text;
using System.Text.Json;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;

namespace LocalFrontDoor.Processes;

/// <summary>
/// Hands the messages of a queue to a function, as the Functions host does: each is posted, and deleted after an answer of 2xx. After any
/// other, or none, it is visible again when its pause is over; what failed so often as host.json says goes to the poison queue.
/// https://learn.microsoft.com/azure/azure-functions/functions-bindings-storage-queue-trigger
/// </summary>
/// <param name="connectionString">The storage account.</param>
/// <param name="name">The queue.</param>
/// <param name="function">Where the function is now; null while its handler is started anew: the host hands over nothing then.</param>
/// <param name="pause">host.json, <c>visibilityTimeout</c>.</param>
internal sealed class QueueTrigger(string connectionString, string name, Func<Uri?> function, TimeSpan pause)
{
    /// <summary>host.json, <c>maxDequeueCount</c>.</summary>
    public const int MaxDequeueCount = 5;

    // host.json, batchSize + newBatchThreshold.
    private const int AtOnce = 3;
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(100);
    private static readonly HttpClient Client = new() { Timeout = Lease };

    private readonly QueueClient queue = new(connectionString, name);
    private readonly QueueClient poison = new(connectionString, $"{name}-poison");

    /// <summary>Delivers until it is told to stop.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        await queue.CreateIfNotExistsAsync(cancellationToken: stop);
        await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => DeliverAllAsync(stop)));
    }

    private async Task DeliverAllAsync(CancellationToken stop)
    {
        while (true)
        {
            if (function() is { } address && (await queue.ReceiveMessageAsync(Lease, stop)).Value is { } message)
            {
                await DeliverAsync(address, message, stop);
            }
            else
            {
                await Task.Delay(PollInterval, stop);
            }
        }
    }

    private async Task DeliverAsync(Uri address, QueueMessage message, CancellationToken stop)
    {
        if (await CallAsync(address, message, stop))
        {
            await queue.DeleteMessageAsync(message.MessageId, message.PopReceipt, stop);
        }
        else if (message.DequeueCount < MaxDequeueCount)
        {
            await queue.UpdateMessageAsync(message.MessageId, message.PopReceipt, message.Body, pause, stop);
        }
        else
        {
            await poison.CreateIfNotExistsAsync(cancellationToken: stop);
            await poison.SendMessageAsync(message.Body, cancellationToken: stop);
            await queue.DeleteMessageAsync(message.MessageId, message.PopReceipt, stop);
        }
    }

    private static async Task<bool> CallAsync(Uri address, QueueMessage message, CancellationToken stop)
    {
        var invocation = JsonSerializer.Serialize(new
        {
            Data = new { message = message.Body.ToString() },
            Metadata = new { message.DequeueCount, Id = message.MessageId, sys = new { MethodName = address.Segments[^1] } },
        });
        using var content = new StringContent(invocation, Encoding.UTF8, MediaTypeNames.Application.Json);
        try
        {
            using var answer = await Client.PostAsync(address, content, stop);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false; // the handler died of it, or is not there now
        }
    }
}
