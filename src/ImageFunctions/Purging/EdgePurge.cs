using System.Buffers;
using System.Globalization;
using System.Text;
using Azure;
using ImageFunctions.Requests;
using ImageFunctions.Telemetry;

namespace ImageFunctions.Purging;

/// <summary>
/// Purges paths from the edge: what comes within a short window goes in one call, calls follow each other with a pause, and a purge
/// that fails for good is logged and counted, and whoever asked for it is told, so that he may ask again.
/// </summary>
/// <param name="client">Front Door; null where none is configured, and nothing is purged.</param>
/// <param name="metrics">Counts what failed.</param>
/// <param name="time">Measures the window.</param>
/// <param name="logger">Told what failed.</param>
internal sealed class EdgePurge(FrontDoorClient? client, ImageMetrics metrics, TimeProvider time, ILogger<EdgePurge> logger)
{
    private static readonly TimeSpan Window = TimeSpan.FromMilliseconds(500);

    // More than that at once is a whole site replaced: one purge of everything reaches the edge sooner than hundreds of calls.
    private const int MostPending = 5000;

    private readonly Lock gate = new();
    private readonly HashSet<string> pending = new(StringComparer.Ordinal);
    private TaskCompletionSource<bool>? round;

    /// <summary>Asks for a purge of some paths.</summary>
    /// <returns>Whether Front Door has accepted it, or will never take it; false: another try may go better. Never fails.</returns>
    public Task<bool> PurgeAsync(IEnumerable<ImagePath> paths)
    {
        if (client is null)
        {
            return Task.FromResult(true);
        }

        lock (gate)
        {
            pending.UnionWith(paths.Select(PurgePath.Of));
            if (pending.Count > MostPending)
            {
                pending.Clear();
                pending.Add(PurgePath.Everything);
            }

            if (round is null)
            {
                round = NewRound();
                _ = RunAsync(client);
            }

            return round.Task;
        }
    }

    private async Task RunAsync(FrontDoorClient frontDoor)
    {
        while (true)
        {
            await Task.Delay(Window, time);
            string[] paths;
            TaskCompletionSource<bool> current;
            lock (gate)
            {
                (paths, current) = ([.. pending], round!);
                pending.Clear();
                round = paths.Length > 0 ? NewRound() : null;
                if (round is null)
                {
                    current.SetResult(true); // nobody has joined it
                    return;
                }
            }

            current.SetResult(await SendAsync(frontDoor, paths));
        }
    }

    private async Task<bool> SendAsync(FrontDoorClient frontDoor, string[] paths)
    {
        var accepted = true;
        foreach (var call in paths.Chunk(frontDoor.MostPaths))
        {
            accepted &= await CallAsync(frontDoor, call);
            await Task.Delay(Window, time);
        }

        return accepted;
    }

    private async Task<bool> CallAsync(FrontDoorClient frontDoor, string[] paths)
    {
        try
        {
            await frontDoor.PurgeAsync(paths, CancellationToken.None);
            logger.Purged(paths.Length);
            return true;
        }
        catch (RequestFailedException e) when (e.Status == StatusCodes.Status400BadRequest && paths.Length > 1)
        {
            // One path that it does not take spoils the call for all: halves find it.
            var middle = paths.Length / 2;
            var first = await CallAsync(frontDoor, paths[..middle]);
            return await CallAsync(frontDoor, paths[middle..]) && first;
        }
        catch (RequestFailedException e) when (e.Status == StatusCodes.Status400BadRequest)
        {
            Fail(paths, e);
            return true; // no other try would go better
        }
        catch (Exception e)
        {
            // Whatever it was, the next purge must have its turn.
            Fail(paths, e);
            return false;
        }
    }

    private void Fail(string[] paths, Exception e)
    {
        metrics.PurgeFailed(paths.Length);
        logger.PurgeFailed(paths.Length, paths[0], e);
    }

    private static TaskCompletionSource<bool> NewRound() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>Paths as Front Door knows them.</summary>
internal static class PurgePath
{
    /// <summary>Everything that the endpoint has cached.</summary>
    public const string Everything = "/*";

    // RFC 3986 section 3.3, pchar, which browsers leave as they are; without the asterisk, which a purge would take for a wildcard.
    private static readonly SearchValues<byte> Plain =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()+,;=:@/"u8);

    /// <summary>A blob's path as browsers send it. A purge takes no query: it drops every variation of it.</summary>
    public static string Of(ImagePath path)
    {
        var encoded = new StringBuilder();
        foreach (var unit in Encoding.UTF8.GetBytes(path.ToString()))
        {
            _ = Plain.Contains(unit) ? encoded.Append((char)unit) : encoded.Append(CultureInfo.InvariantCulture, $"%{unit:X2}");
        }

        return encoded.ToString();
    }
}

/// <summary>What purging logs: events 420 to 439.</summary>
internal static partial class PurgingLog
{
    [LoggerMessage(EventId = 420, Level = LogLevel.Information, Message = "Front Door has accepted a purge of {Count} paths.")]
    public static partial void Purged(this ILogger logger, int count);

    [LoggerMessage(EventId = 421, Level = LogLevel.Error,
        Message = "Front Door did not purge {Count} paths, among them {Path}: viewers may see old pictures until their time "
            + "at the edge is over.")]
    public static partial void PurgeFailed(this ILogger logger, int count, string path, Exception exception);
}
