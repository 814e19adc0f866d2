using System.Net.Mime;
using System.Text;
using System.Text.Json;
using ImageFunctions.Settings;
using ImageFunctions.Storage;

namespace LocalFrontDoor.Processes;

/// <summary>
/// Posts the messages of the work queue to its function, as the Functions host does: an answer of 2xx says that it is done, any other, or
/// none, that it is to come again.
/// </summary>
/// <param name="connectionString">The storage account.</param>
/// <param name="function">Where the function is now; null while its handler is started anew: the host waits for it then.</param>
/// <param name="pause">host.json, <c>visibilityTimeout</c>.</param>
internal sealed class QueueTrigger(string connectionString, Func<Uri?> function, TimeSpan pause)
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(100);
    private static readonly HttpClient Client = new() { Timeout = TimeSpan.FromMinutes(10) };

    private readonly WorkQueue queue = new(new StorageOptions(connectionString, null, null));

    /// <summary>Delivers until it is told to stop.</summary>
    public Task RunAsync(CancellationToken stop) =>
        queue.DeliverAsync((message, tries) => CallAsync(message, tries, stop), pause, longestPoll: PollInterval, stop);

    private async Task<bool> CallAsync(string message, long tries, CancellationToken stop)
    {
        Uri? address;
        while ((address = function()) is null)
        {
            await Task.Delay(PollInterval, stop);
        }

        var invocation = JsonSerializer.Serialize(new
        {
            Data = new { message },
            Metadata = new { DequeueCount = tries, sys = new { MethodName = address.Segments[^1] } },
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
