using System.Globalization;
using System.Text.Json;
using ImageFunctions.Lifecycle;
using ImageFunctions.Requests;
using ImageFunctions.Settings;
using ImageFunctions.Storage;
using ImageFunctions.Telemetry;

namespace ImageFunctions.Events;

/// <summary>
/// The function MakeVariants (MakeVariants/function.json): the host posts every message of the work queue here, and again what failed, five
/// times in all. It makes the variants that the message's original lacks; a message that comes twice finds nothing to do.
/// </summary>
internal sealed class MakeVariantsEndpoint(
    Pregeneration pregeneration, ImageOptions options, ImageMetrics metrics, ILogger<MakeVariantsEndpoint> logger)
{
    /// <summary>The function's name: the host makes the path of it.</summary>
    public const string Path = "/MakeVariants";

    // A message of a storage queue has at most 64 KiB; the host wraps and escapes it.
    private const long MostBytes = 256 * 1024;

    /// <summary>Answers 200 when there is nothing more to make, 503 when another try may go better,
    /// 400 when it is no message of ours.</summary>
    public async Task HandleAsync(HttpContext http)
    {
        FunctionCall.LimitBody(http, MostBytes);
        await FunctionCall.AnswerAsync(http, await StatusAsync(http));
    }

    /// <summary>Does what a message asks for, where the message alone is handed over.</summary>
    /// <param name="message">The message.</param>
    /// <param name="tries">Which try it is; 0 where that is not known.</param>
    /// <param name="cancellation">Nobody waits any more.</param>
    /// <returns>False when it shall be tried again, or is no message of ours.</returns>
    public async Task<bool> ApplyAsync(string message, long tries, CancellationToken cancellation) =>
        await TryAsync(OriginalOf(FunctionCall.Objects(message)), tries, cancellation) == StatusCodes.Status200OK;

    private async Task<int> StatusAsync(HttpContext http)
    {
        try
        {
            using var invocation = await JsonDocument.ParseAsync(http.Request.Body, cancellationToken: http.RequestAborted);
            var (root, payloads) = (invocation.RootElement, FunctionCall.Payloads(invocation.RootElement));
            return await TryAsync(OriginalOf(payloads), Tries(root), http.RequestAborted);
        }
        catch (Exception e) when (e is JsonException or BadHttpRequestException or InvalidOperationException)
        {
            logger.MessageNotUnderstood();
            return StatusCodes.Status400BadRequest;
        }
    }

    private async Task<int> TryAsync(string? original, long tries, CancellationToken cancellation)
    {
        var status = await MakeAsync(original, cancellation);
        if (status != StatusCodes.Status200OK && tries >= WorkQueue.MostTries)
        {
            metrics.GivenUp();
            logger.GivenUp(original ?? "?");
        }

        return status;
    }

    private async Task<int> MakeAsync(string? original, CancellationToken cancellation)
    {
        if (original is null)
        {
            logger.MessageNotUnderstood();
            return StatusCodes.Status400BadRequest;
        }

        if (ImagePath.Parse(original, options.Containers).Value is not { } path)
        {
            return StatusCodes.Status200OK; // its container is no longer served
        }

        try
        {
            // The host waits as long as it takes, and keeps the message from others meanwhile.
            var refusal = await pregeneration.MakeAsync(path, cancellation);
            return refusal is not null && MayGoBetter(refusal) ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK;
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            if (!StorageFault.IsUnavailable(e))
            {
                logger.MakingFailed(path, e);
            }

            return StatusCodes.Status503ServiceUnavailable;
        }
    }

    // An original that is set aside may be one that was only at work when the process was killed: host.json lets a message come again for
    // longer than Images__QuarantineTime.
    private static bool MayGoBetter(Refusal refusal) =>
        refusal.Status >= StatusCodes.Status500InternalServerError || refusal == Refusal.SetAside;

    private static string? OriginalOf(IEnumerable<JsonElement> messages) => messages
        .Select(message => message.TryGetProperty(WorkQueue.OriginalProperty, out var original) ? original.GetString() : null)
        .FirstOrDefault(original => original is not null);

    // The host gives it as a number, or as the text of one.
    private static long Tries(JsonElement invocation) =>
        invocation.TryGetProperty("Metadata", out var metadata) && metadata.ValueKind == JsonValueKind.Object
        && metadata.TryGetProperty("DequeueCount", out var count)
        && long.TryParse(count.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var tries)
            ? tries
            : 0;
}
