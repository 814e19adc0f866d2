namespace ImageFunctions.Http;

/// <summary>What the answering of requests logs: events 100 to 199.</summary>
internal static partial class HttpLog
{
    [LoggerMessage(EventId = 100, Level = LogLevel.Error, Message = "A request failed in a way that nobody thought of.")]
    public static partial void RequestFailed(this ILogger logger, Exception exception);

    [LoggerMessage(EventId = 101, Level = LogLevel.Warning, Message = "Storage does not answer.")]
    public static partial void StorageUnavailable(this ILogger logger, Exception exception);

    [LoggerMessage(EventId = 102, Level = LogLevel.Warning, Message = "Storage cannot be reached, or a container of Images__Containers is missing.")]
    public static partial void Unhealthy(this ILogger logger, Exception exception);
}
