namespace LocalFrontDoor.Edge;

/// <summary>What the edge says about requests.</summary>
internal static partial class EdgeLog
{
    [LoggerMessage(1, LogLevel.Information, "{Method} {Target} {Status} {XCache} {Milliseconds:0.0} ms")]
    public static partial void Answered(ILogger log, string method, string target, int status, string xCache, double milliseconds);

    /// <summary>One for every request that reaches the origin.</summary>
    [LoggerMessage(2, LogLevel.Debug, "To the origin: {Method} {Target}")]
    public static partial void Forwarding(ILogger log, string method, string target);

    [LoggerMessage(3, LogLevel.Warning, "The origin did not answer {Method} {Target}: {Error}")]
    public static partial void OriginFailed(ILogger log, string method, string target, string error);

    [LoggerMessage(4, LogLevel.Information, "Purged {Path}: {Count} stored answers dropped")]
    public static partial void Purged(ILogger log, string path, int count);
}
