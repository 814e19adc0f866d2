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
/// An event is only a hint to look at storage, so a false one costs a few look-ups and a purge, and changes nothing. Viewers cannot send
/// one all the same: <see cref="FunctionCall.IsOf"/>. Whoever runs on this machine can.
/// </remarks>
internal sealed class OriginalChangedEndpoint(
    OriginalChange change, ImageOptions options, TimeProvider time, ILogger<OriginalChangedEndpoint> logger)
    : IDisposable
{
    /// <summary>The function's name: the host makes the path of it.</summary>
    public const string Path = "/OriginalChanged";

    // https://learn.microsoft.com/azure/event-grid/end-point-validation-event-grid-events-schema
    private const string KindHeader = "aeg-event-type";
    private const string Validation = "SubscriptionValidation";

    // Event Grid takes an answer after 30 seconds for none and sends the event again. What takes longer goes on, but nobody can promise
    // that it ends well: the event is sent again, and then finds less to do.
    private static readonly TimeSpan LongestAnswer = TimeSpan.FromSeconds(20);

    // Event Grid's own limit for one delivery is 1 MB; the host wraps and escapes it.
    private const long MostBytes = 4 * 1024 * 1024;

    // So many bodies are read, and so many changes followed up, at the same time; of what waits for that, a path each is held.
    private const int MostAtOnce = 4;

    // Event Grid sends at most 5,000 events at once. What is refused it sends again.
    private const int MostWaiting = 10_000;

    private readonly SemaphoreSlim reading = new(MostAtOnce);
    private readonly SemaphoreSlim following = new(MostAtOnce);
    private int waiting;

    /// <summary>Answers 200 when all that the event asks for is done, 503 when it shall be sent again, 400 when it is no event.</summary>
    public async Task HandleAsync(HttpContext http) =>
        await FunctionCall.AnswerAsync(http, await StatusAsync(() => FollowAsync(http, BlobEvent.Read)));

    /// <summary>
    /// The same where Event Grid posts its events itself, in either schema; in its own it first asks whether they are wanted. That a
    /// delivery is Event Grid's has been looked at before.
    /// </summary>
    public async Task DeliverAsync(HttpContext http)
    {
        string? code = null;
        var status = await StatusAsync(async () =>
        {
            if (http.Request.Headers[KindHeader] != Validation)
            {
                return await FollowAsync(http, BlobEvent.ReadEvent);
            }

            code = await ReadAsync(http, BlobEvent.ReadValidationCode);
            return code is null ? StatusCodes.Status400BadRequest : StatusCodes.Status200OK;
        });
        (http.Response.StatusCode, http.Response.Headers.CacheControl) = (status, "no-store");
        if (code is not null)
        {
            http.Response.ContentType = "application/json";
            await http.Response.WriteAsync($$"""{"validationResponse":"{{JsonEncodedText.Encode(code)}}"}""", http.RequestAborted);
        }
    }

    /// <summary>Does what an event asks for, where the host hands over the event alone.</summary>
    /// <param name="storageEvent">The event, several, or JSON of them within a string.</param>
    /// <param name="cancellation">Nobody waits any more; what is under way goes on.</param>
    /// <returns>True when all is done, false when the event shall be sent again.</returns>
    /// <exception cref="JsonException">The event is no valid text.</exception>
    public Task<bool> ApplyAsync(JsonElement storageEvent, CancellationToken cancellation) =>
        HandleAsync(Served(BlobEvent.ReadEvent(storageEvent)), cancellation);

    /// <inheritdoc/>
    public void Dispose()
    {
        reading.Dispose();
        following.Dispose();
    }

    private async Task<int> StatusAsync(Func<Task<int>> work)
    {
        try
        {
            return await work();
        }
        catch (JsonException)
        {
            logger.NotUnderstood();
            return StatusCodes.Status400BadRequest;
        }
        catch (BadHttpRequestException e)
        {
            logger.NotUnderstood();
            return e.StatusCode; // 413, or 400 where the body breaks off
        }
    }

    private async Task<int> FollowAsync(HttpContext http, Func<JsonElement, IReadOnlyList<BlobEvent>> read)
    {
        var changed = await ReadAsync(http, body => Served(read(body)));
        var done = await HandleAsync(changed, http.RequestAborted);
        return done ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
    }

    private async Task<bool> HandleAsync(IReadOnlyList<ImagePath> changed, CancellationToken cancellation)
    {
        if (Interlocked.Add(ref waiting, changed.Count) > MostWaiting)
        {
            Interlocked.Add(ref waiting, -changed.Count);
            logger.TooManyChanges();
            return false;
        }

        var work = Task.WhenAll(changed.Select(ApplyInTurnAsync));
        var answered = await Task.WhenAny(work, Task.Delay(LongestAnswer, time, cancellation));
        return answered == work && (await work).All(applied => applied);
    }

    private async Task<T> ReadAsync<T>(HttpContext http, Func<JsonElement, T> read)
    {
        FunctionCall.LimitBody(http, MostBytes);
        await reading.WaitAsync(http.RequestAborted);
        try
        {
            using var body = await JsonDocument.ParseAsync(http.Request.Body, cancellationToken: http.RequestAborted);
            return read(body.RootElement);
        }
        finally
        {
            reading.Release();
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
    private async Task<bool> ApplyInTurnAsync(ImagePath path)
    {
        await following.WaitAsync(CancellationToken.None);
        try
        {
            return await ApplyAsync(path);
        }
        finally
        {
            following.Release();
            Interlocked.Decrement(ref waiting);
        }
    }

    private async Task<bool> ApplyAsync(ImagePath path)
    {
        try
        {
            return await change.ApplyAsync(path, CancellationToken.None);
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
