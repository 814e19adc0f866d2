namespace LocalFrontDoor.Rules;

/// <summary>How the edge caches the answer to a request. Caching is off where there is none.</summary>
/// <param name="QueryStrings">Which part of the query belongs to the key.</param>
/// <param name="Parameters">The query parameters that <paramref name="QueryStrings"/> speaks of; compared by case.</param>
/// <param name="Behavior">Whose word counts for the lifetime.</param>
/// <param name="Duration">The lifetime that the two overriding behaviours give; null with <see cref="CacheBehavior.HonorOrigin"/>.</param>
internal sealed record CacheConfiguration(
    QueryStringCaching QueryStrings,
    IReadOnlySet<string> Parameters,
    CacheBehavior Behavior,
    TimeSpan? Duration);

/// <summary>https://learn.microsoft.com/azure/frontdoor/front-door-caching#query-string-behavior</summary>
internal enum QueryStringCaching { IgnoreQueryString, UseQueryString, IgnoreSpecifiedQueryStrings, IncludeSpecifiedQueryStrings }

/// <summary>https://learn.microsoft.com/azure/frontdoor/front-door-caching#cache-behavior-and-duration</summary>
internal enum CacheBehavior { HonorOrigin, OverrideAlways, OverrideIfOriginMissing }
