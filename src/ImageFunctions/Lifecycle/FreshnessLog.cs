using ImageFunctions.Requests;

namespace ImageFunctions.Lifecycle;

/// <summary>What keeping variants fresh logs: events 440 to 459.</summary>
internal static partial class FreshnessLog
{
    [LoggerMessage(EventId = 440, Level = LogLevel.Information, Message = "{Path} has changed: {Dropped} outdated variants dropped.")]
    public static partial void OriginalChanged(this ILogger logger, ImagePath path, int dropped);

    [LoggerMessage(EventId = 441, Level = LogLevel.Warning, Message = "Not every variant of {Path} could be made beforehand: {Reason}")]
    public static partial void NotPregenerated(this ILogger logger, ImagePath path, string reason);

    [LoggerMessage(EventId = 442, Level = LogLevel.Warning, Message = "The outdated variant {Path} is served: no new one can be made now.")]
    public static partial void StaleServed(this ILogger logger, ImagePath path);
}
