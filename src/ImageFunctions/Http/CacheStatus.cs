using System.Globalization;
using System.Text;
using ImageFunctions.Lifecycle;

namespace ImageFunctions.Http;

/// <summary><c>Cache-Status</c> (RFC 9211): what the store of variants had to do with an answer, for viewer and telemetry.</summary>
internal static class CacheStatus
{
    public const string Header = "Cache-Status";

    /// <summary>The variant was there and fresh.</summary>
    public static void Hit(HttpContext http) => Write(http, "ImageFunctions; hit", RequestOutcome.Hit);

    /// <summary>The variant was there, outdated, and could not be made anew.</summary>
    public static void StaleOnError(HttpContext http) => Write(http, "ImageFunctions; hit; detail=stale-on-error", RequestOutcome.Hit);

    /// <summary>There is no such picture, and another is shown.</summary>
    public static void Fallback(HttpContext http) => Write(http, "ImageFunctions; detail=fallback", RequestOutcome.Error);

    /// <summary>The variant was made.</summary>
    /// <param name="http">The request.</param>
    /// <param name="stale">There was an outdated one.</param>
    /// <param name="collapsed">It was made for another request, which this one waited for.</param>
    /// <param name="stored">It is being stored.</param>
    public static void Made(HttpContext http, bool stale, bool collapsed, bool stored) => Write(
        http,
        $"ImageFunctions; fwd={(stale ? "stale" : "miss")}{(stored ? "; stored" : "")}{(collapsed ? "; collapsed" : "")}",
        stale ? RequestOutcome.Stale : RequestOutcome.Miss,
        collapsed);

    private static void Write(HttpContext http, string value, string outcome, bool collapsed = false)
    {
        http.Response.Headers[Header] = value;
        if (http.Features.Get<RequestOutcome>() is { } told)
        {
            (told.Name, told.Collapsed) = (outcome, collapsed);
        }
    }
}

/// <summary>The value of <c>Server-Timing</c> (W3C Server Timing): milliseconds of the parts that happened.</summary>
internal static class ServerTiming
{
    public const string Header = "Server-Timing";

    /// <summary>Formats the parts of one answer.</summary>
    /// <param name="lookup">Looking for variant and original.</param>
    /// <param name="make">Making the variant, where it was made.</param>
    public static string Format(TimeSpan lookup, MakeTiming? make = null)
    {
        var text = new StringBuilder();
        Append(text, "lookup", lookup);
        if (make is { } made)
        {
            Append(text, "source", made.Source);
            Append(text, "decode", made.Decode);
            Append(text, "encode", made.Encode);
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, string name, TimeSpan duration) =>
        text.Append(text.Length > 0 ? ", " : "").Append(CultureInfo.InvariantCulture, $"{name};dur={duration.TotalMilliseconds:0.0}");
}
