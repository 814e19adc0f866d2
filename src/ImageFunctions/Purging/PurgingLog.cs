namespace ImageFunctions.Purging;

/// <summary>What purging logs: events 420 to 439.</summary>
internal static partial class PurgingLog
{
    [LoggerMessage(EventId = 420, Level = LogLevel.Information, Message = "Front Door has accepted a purge of {Count} paths.")]
    public static partial void Purged(this ILogger logger, int count);

    [LoggerMessage(EventId = 421, Level = LogLevel.Error, Message = "Front Door did not purge {Count} paths, among them {Path}: viewers may see old pictures until their time at the edge is over.")]
    public static partial void PurgeFailed(this ILogger logger, int count, string path, Exception exception);
}
