using ImageFunctions.Requests;

namespace ImageFunctions.Lifecycle;

/// <summary>What the life cycle of variants logs: events 300 to 399.</summary>
internal static partial class LifecycleLog
{
    [LoggerMessage(EventId = 300, Level = LogLevel.Warning, Message = "The variant {Path} was served but could not be stored.")]
    public static partial void StoreFailed(this ILogger logger, ImagePath path, Exception exception);

    [LoggerMessage(EventId = 302, Level = LogLevel.Warning, Message = "The watermark could not be looked at; the one at hand stays in use.")]
    public static partial void WatermarkNotRefreshed(this ILogger logger, Exception exception);

    [LoggerMessage(EventId = 301, Level = LogLevel.Warning, Message = "The variant {Path} is never stored: a blob that is not ours has its place.")]
    public static partial void VariantPathOccupied(this ILogger logger, ImagePath path);
}
