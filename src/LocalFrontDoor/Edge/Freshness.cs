using LocalFrontDoor.Rules;
using Microsoft.Net.Http.Headers;

namespace LocalFrontDoor.Edge;

/// <summary>Whether and for how long an answer of the origin may be served again.</summary>
/// <param name="Lifetime">More than nothing; null when it must not be stored.</param>
/// <param name="XCache">What X-Cache says of an answer that has just been fetched.</param>
internal readonly record struct Freshness(TimeSpan? Lifetime, string XCache)
{
    /// <summary>"Cache expiration can't be greater than 366 days."</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(366);

    /// <summary>Front Door takes a random 1 to 3 days when the origin names no lifetime. Here it is always the shortest, so
    /// that a run can be repeated.</summary>
    public static readonly TimeSpan WhenUnsaid = TimeSpan.FromDays(1);

    /// <summary>Front Door's pages name no list. This is the one of Microsoft's own CDN, which is the same network, less 206
    /// and 416: the origin is never asked for a range when the answer is to be stored.
    /// https://learn.microsoft.com/azure/cdn/cdn-how-caching-works#default-caching-behavior</summary>
    private static readonly HashSet<int> CacheableStatuses = [200, 203, 300, 301, 410];

    /// <summary>Judges an answer as https://learn.microsoft.com/azure/frontdoor/front-door-caching says. Vary has no say.</summary>
    /// <param name="status">Of the origin's answer.</param>
    /// <param name="headers">Of the origin's answer.</param>
    /// <param name="cache">The configuration that holds for the request.</param>
    /// <param name="now">Expires is counted from here.</param>
    public static Freshness Of(int status, IHeaderDictionary headers, CacheConfiguration cache, DateTimeOffset now)
    {
        var text = headers.CacheControl.ToString();
        if (!CacheControlHeaderValue.TryParse(text, out var control) && text.Length > 0)
        {
            return new(null, Edge.XCache.Miss); // A header that nobody can read is no permission.
        }

        if (control is { NoStore: true } or { Private: true })
        {
            return new(null, Edge.XCache.PrivateNoStore);
        }

        if (control is { NoCache: true } || !CacheableStatuses.Contains(status))
        {
            return new(null, Edge.XCache.Miss);
        }

        var said = control?.SharedMaxAge ?? control?.MaxAge ?? Until(headers.Expires.ToString(), now);
        var lifetime = cache.Behavior switch
        {
            CacheBehavior.HonorOrigin => said ?? WhenUnsaid,
            CacheBehavior.OverrideIfOriginMissing => said ?? cache.Duration!.Value,
            CacheBehavior.OverrideAlways => cache.Duration!.Value,
            _ => throw new ArgumentOutOfRangeException(nameof(cache), cache.Behavior, null),
        };
        return new(lifetime > TimeSpan.Zero ? TimeSpan.FromTicks(Math.Min(lifetime.Ticks, Longest.Ticks)) : null, Edge.XCache.Miss);
    }

    /// <summary>Null without the header; nothing for a date that is past or cannot be read (RFC 9111, 5.3).</summary>
    private static TimeSpan? Until(string expires, DateTimeOffset now)
    {
        if (expires.Length == 0)
        {
            return null;
        }

        return HeaderUtilities.TryParseDate(expires, out var date) && date > now ? date - now : TimeSpan.Zero;
    }
}
