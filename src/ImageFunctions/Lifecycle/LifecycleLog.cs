using ImageFunctions.Requests;

namespace ImageFunctions.Lifecycle;

/// <summary>What the life cycle of variants logs: events 300 to 399, and 440 to 459 where variants are kept fresh.</summary>
internal static partial class LifecycleLog
{
    [LoggerMessage(EventId = 300, Level = LogLevel.Warning, Message = "The variant {Path} was served but could not be stored.")]
    public static partial void StoreFailed(this ILogger logger, ImagePath path, Exception exception);

    [LoggerMessage(EventId = 304, Level = LogLevel.Warning,
        Message = "The watermark could not be looked at; the one at hand stays in use.")]
    public static partial void WatermarkNotRefreshed(this ILogger logger, Exception exception);

    [LoggerMessage(EventId = 301, Level = LogLevel.Warning,
        Message = "The variant {Path} is never stored: a blob that is not ours has its place.")]
    public static partial void VariantPathOccupied(this ILogger logger, ImagePath path);

    [LoggerMessage(EventId = 302, Level = LogLevel.Error,
        Message = "The process died while it decoded an original (death {Deaths} of it); that one is refused for {Quarantine}.")]
    public static partial void SetAside(this ILogger logger, int deaths, TimeSpan quarantine);

    [LoggerMessage(EventId = 303, Level = LogLevel.Warning,
        Message = "The crash journal cannot be opened: an original that kills the process would be tried again at once.")]
    public static partial void NoCrashJournal(this ILogger logger, Exception exception);

    [LoggerMessage(EventId = 310, Level = LogLevel.Information,
        Message = "{Path} has changed meanwhile: {Count} variants of it taken back.")]
    public static partial void TakenBack(this ILogger logger, ImagePath path, int count);

    [LoggerMessage(EventId = 311, Level = LogLevel.Warning,
        Message = "{Path} could not be looked at again after its variants were stored.")]
    public static partial void NotLookedAtAgain(this ILogger logger, ImagePath path, Exception exception);

    [LoggerMessage(EventId = 312, Level = LogLevel.Warning, Message = "The outdated variant {Path} could not be deleted.")]
    public static partial void NotDropped(this ILogger logger, ImagePath path, Exception exception);

    [LoggerMessage(EventId = 305, Level = LogLevel.Warning,
        Message = "The process died while it decoded several originals; each of them is tried again, one after the other.")]
    public static partial void Suspected(this ILogger logger);

    [LoggerMessage(EventId = 440, Level = LogLevel.Information, Message = "{Path} has changed: {Dropped} outdated variants dropped.")]
    public static partial void OriginalChanged(this ILogger logger, ImagePath path, int dropped);

    [LoggerMessage(EventId = 441, Level = LogLevel.Warning, Message = "Not every variant of {Path} could be made beforehand: {Reason}")]
    public static partial void NotPregenerated(this ILogger logger, ImagePath path, string reason);
}
