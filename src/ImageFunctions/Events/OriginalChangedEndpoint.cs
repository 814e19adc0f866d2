using System.Text.Json;
using ImageFunctions.Lifecycle;
using ImageFunctions.Requests;
using ImageFunctions.Settings;
using ImageFunctions.Storage;

namespace ImageFunctions.Events;

/// <summary>
/// The function OriginalChanged (OriginalChanged/function.json): the host posts every event of Blob Storage here.
/// </summary>
/// <remarks>
/// No viewer can: the host passes on only GET and HEAD of ImageOrigin, and the port is the loopback's. Whoever runs on this machine could,
/// and that is fine: an event is only a hint to look at storage, so a false one costs a few look-ups and a purge, and changes nothing.
/// </remarks>
internal sealed class OriginalChangedEndpoint(OriginalChange change, ImageOptions options, TimeProvider time, ILogger<OriginalChangedEndpoint> logger)
{
    /// <summary>The function's name: the host makes the path of it.</summary>
    public const string Path = "/OriginalChanged";

    // Event Grid takes an answer after 30 seconds for none and sends the event again. What takes longer goes on without it.
    private static readonly TimeSpan LongestAnswer = TimeSpan.FromSeconds(20);

    // Event Grid's own limit for one delivery is 1 MB; the host wraps and escapes it.
    private const long MostBytes = 8 * 1024 * 1024;

    /// <summary>Whether a request is the host's call of the function.</summary>
    public static bool IsFor(HttpRequest request) => HttpMethods.IsPost(request.Method) && request.Path.Value == Path;

    /// <summary>Answers 200 when all that the event asks for is done or under way, 503 when it shall be sent again.</summary>
    public async Task HandleAsync(HttpContext http)
    {
        var done = await HandleAsync(await ReadAsync(http).ConfigureAwait(false), http.RequestAborted).ConfigureAwait(false);
        http.Response.StatusCode = done ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        http.Response.ContentType = "application/json";
        http.Response.Headers.CacheControl = "no-store";
        await http.Response.WriteAsync("""{"Outputs":{},"Logs":[],"ReturnValue":null}""", http.RequestAborted).ConfigureAwait(false);
    }

    /// <summary>Does what an event asks for, where the host hands over the event alone.</summary>
    /// <param name="storageEvent">The event, several, or JSON of them within a string.</param>
    /// <param name="cancellation">Nobody waits any more; what is under way goes on.</param>
    /// <returns>True when all is done or under way, false when the event shall be sent again.</returns>
    public Task<bool> ApplyAsync(JsonElement storageEvent, CancellationToken cancellation) =>
        HandleAsync(Served(BlobEvent.ReadEvent(storageEvent)), cancellation);

    private async Task<bool> HandleAsync(IReadOnlyList<ImagePath> changed, CancellationToken cancellation)
    {
        var work = Task.WhenAll(changed.Select(ApplyAsync));
        var answered = await Task.WhenAny(work, Task.Delay(LongestAnswer, time, cancellation)).ConfigureAwait(false);
        return answered != work || (await work.ConfigureAwait(false)).All(applied => applied);
    }

    private async Task<IReadOnlyList<ImagePath>> ReadAsync(HttpContext http)
    {
        try
        {
            if (http.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            {
                limit.MaxRequestBodySize = MostBytes;
            }

            using var invocation = await JsonDocument.ParseAsync(http.Request.Body, cancellationToken: http.RequestAborted).ConfigureAwait(false);
            return Served(BlobEvent.Read(invocation.RootElement));
        }
        catch (Exception e) when (e is JsonException or BadHttpRequestException)
        {
            // Sent again it would be no better: it is answered as done.
            logger.NotUnderstood();
            return [];
        }
    }

    // What is not served, or could not be asked for, has neither variants nor a place at the edge.
    private IReadOnlyList<ImagePath> Served(IReadOnlyList<BlobEvent> blobs)
    {
        if (blobs.Count == 0)
        {
            logger.NotUnderstood();
        }

        return [.. from blob in blobs
                   let path = ImagePath.Parse($"/{blob.Container}/{blob.Blob}", options.Containers).Value
                   where path is not null
                   select path];
    }

    // Its own time: work that the host no longer waits for is finished all the same.
    private async Task<bool> ApplyAsync(ImagePath path)
    {
        try
        {
            await change.ApplyAsync(path, CancellationToken.None).ConfigureAwait(false);
            return true;
        }
        catch (Exception e)
        {
            if (StorageFault.IsUnavailable(e))
            {
                logger.ChangeDelayed(path, e);
                return false;
            }

            // A bug would fail again for as long as Event Grid tries.
            logger.ChangeFailed(path, e);
            return true;
        }
    }
}
