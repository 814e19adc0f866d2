namespace ImageFunctions.Imaging;

/// <summary>What the making of variants logs: events 200 to 299.</summary>
internal static partial class ImagingLog
{
    [LoggerMessage(EventId = 200, Level = LogLevel.Information, Message = "A source cannot be read: {Reason}")]
    public static partial void SourceUnreadable(this ILogger logger, string reason);
}
