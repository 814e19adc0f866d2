namespace ImageFunctions.Http;

/// <summary>What the answering of requests logs: events 100 to 199.</summary>
internal static partial class HttpLog
{
    [LoggerMessage(EventId = 100, Level = LogLevel.Error, Message = "A request failed in a way that nobody thought of.")]
    public static partial void RequestFailed(this ILogger logger, Exception exception);

    [LoggerMessage(EventId = 101, Level = LogLevel.Warning, Message = "Storage does not answer.")]
    public static partial void StorageUnavailable(this ILogger logger, Exception exception);

    [LoggerMessage(EventId = 103, Level = LogLevel.Warning, Message = "The picture of Images__Fallback could not be served.")]
    public static partial void FallbackFailed(this ILogger logger, Exception exception);
}
