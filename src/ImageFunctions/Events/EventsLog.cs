using ImageFunctions.Requests;

namespace ImageFunctions.Events;

/// <summary>What the handling of events logs: events 400 to 419.</summary>
internal static partial class EventsLog
{
    [LoggerMessage(EventId = 400, Level = LogLevel.Warning, Message = "An event was not understood, and is ignored: it names no blob.")]
    public static partial void NotUnderstood(this ILogger logger);

    [LoggerMessage(EventId = 401, Level = LogLevel.Warning,
        Message = "The change of {Path} could not be followed up now; Event Grid will send it again.")]
    public static partial void ChangeDelayed(this ILogger logger, ImagePath path, Exception exception);

    [LoggerMessage(EventId = 402, Level = LogLevel.Error, Message = "The change of {Path} failed unexpectedly: this is a bug.")]
    public static partial void ChangeFailed(this ILogger logger, ImagePath path, Exception exception);

    [LoggerMessage(EventId = 403, Level = LogLevel.Warning,
        Message = "Too many changes wait to be followed up; Event Grid will send the rest again.")]
    public static partial void TooManyChanges(this ILogger logger);

    [LoggerMessage(EventId = 404, Level = LogLevel.Warning, Message = "An event was refused: {Reason}")]
    public static partial void EventRefused(this ILogger logger, string reason);

    [LoggerMessage(EventId = 405, Level = LogLevel.Warning,
        Message = "Whether an event is Event Grid's cannot be told now: the tenant's keys cannot be read.")]
    public static partial void KeysUnavailable(this ILogger logger, Exception exception);

    [LoggerMessage(EventId = 413, Level = LogLevel.Warning, Message = "The work queue cannot be read; it is tried again.")]
    public static partial void QueueUnavailable(this ILogger logger, Exception exception);

    [LoggerMessage(EventId = 410, Level = LogLevel.Error,
        Message = "A message of the work queue was not understood: it names no original.")]
    public static partial void MessageNotUnderstood(this ILogger logger);

    [LoggerMessage(EventId = 412, Level = LogLevel.Error,
        Message = "The variants of {Original} could not be made in five tries; the message is kept in the poison queue.")]
    public static partial void GivenUp(this ILogger logger, string original);

    [LoggerMessage(EventId = 411, Level = LogLevel.Error,
        Message = "The variants of {Path} could not be made, unexpectedly: this is a bug.")]
    public static partial void MakingFailed(this ILogger logger, ImagePath path, Exception exception);
}
