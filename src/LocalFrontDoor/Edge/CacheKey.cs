using LocalFrontDoor.Rules;

namespace LocalFrontDoor.Edge;

/// <summary>What two requests must share to be given the same stored answer.</summary>
/// <param name="Host">With port, in lower case.</param>
/// <param name="Path">Percent-decoded, in its own case: blob names heed case.</param>
/// <param name="Query">The parameters that count, as they were sent, sorted by name; without `?`.</param>
internal sealed record CacheKey(string Host, string Path, string Query)
{
    /// <summary>
    /// The key of a request. Parameter names are compared as they were sent, byte by byte: whether Front Door decodes them
    /// or heeds case is documented nowhere, and this is the reading under which an origin that is laxer than the edge (takes
    /// `D=` or `%64=` for `d=`) is found out.
    /// </summary>
    /// <param name="host">The Host header.</param>
    /// <param name="path">Percent-decoded.</param>
    /// <param name="query">As sent, with or without `?`.</param>
    /// <param name="cache">Which parameters count.
    /// https://learn.microsoft.com/azure/frontdoor/front-door-caching#query-string-behavior</param>
    public static CacheKey For(string host, string path, string query, CacheConfiguration cache)
    {
        // "The order of the query string parameters doesn't matter." Those of one name keep theirs: the sort is stable.
        var counting = query.TrimStart('?')
            .Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Where(parameter => Counts(Name(parameter), cache))
            .OrderBy(Name, StringComparer.Ordinal);
        return new CacheKey(host.ToLowerInvariant(), path, string.Join('&', counting));
    }

    private static bool Counts(string name, CacheConfiguration cache) => cache.QueryStrings switch
    {
        QueryStringCaching.IgnoreQueryString => false,
        QueryStringCaching.UseQueryString => true,
        QueryStringCaching.IgnoreSpecifiedQueryStrings => !cache.Parameters.Contains(name),
        QueryStringCaching.IncludeSpecifiedQueryStrings => cache.Parameters.Contains(name),
        _ => throw new ArgumentOutOfRangeException(nameof(cache), cache.QueryStrings, null),
    };

    private static string Name(string parameter) => parameter.Split('=', 2)[0];
}
