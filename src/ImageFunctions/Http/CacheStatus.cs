namespace ImageFunctions.Http;

/// <summary>The values of <c>Cache-Status</c> (RFC 9211): what the store of variants had to do with an answer.</summary>
internal static class CacheStatus
{
    public const string Header = "Cache-Status";

    /// <summary>The variant was there and fresh.</summary>
    public const string Hit = "ImageFunctions; hit";

    /// <summary>The variant was there, outdated, and could not be made anew.</summary>
    public const string StaleOnError = "ImageFunctions; hit; detail=stale-on-error";

    /// <summary>The variant was made.</summary>
    /// <param name="stale">There was an outdated one.</param>
    /// <param name="collapsed">It was made for another request, which this one waited for.</param>
    /// <param name="stored">It is being stored.</param>
    public static string Made(bool stale, bool collapsed, bool stored) =>
        $"ImageFunctions; fwd={(stale ? "stale" : "miss")}{(stored ? "; stored" : "")}{(collapsed ? "; collapsed" : "")}";
}
