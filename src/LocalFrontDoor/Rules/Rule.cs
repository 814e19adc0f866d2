using System.Text.Json.Serialization;

namespace LocalFrontDoor.Rules;

/// <summary>
/// One delivery rule, as ARM's Microsoft.Cdn/profiles/ruleSets/rules describes it, of the kinds that run here.
/// https://learn.microsoft.com/azure/templates/microsoft.cdn/profiles/rulesets/rules
/// </summary>
/// <param name="Name">Letters and digits, unique in its rule set.</param>
/// <param name="Order">Lower ones run first.</param>
/// <param name="Conditions">All of them must hold; none means always.</param>
/// <param name="Actions">One to five, executed in this order.</param>
/// <param name="Stops">Rules of a higher order are not looked at when this one has matched.</param>
internal sealed record Rule(
    string Name,
    int Order,
    IReadOnlyList<RuleCondition> Conditions,
    IReadOnlyList<RuleAction> Actions,
    bool Stops);

/// <summary>Looks at one header of the viewer's request, or at its path.</summary>
/// <param name="Header">The header's name, in any case (ARM: `selector`); null for the path (ARM: `UrlPath`).</param>
/// <param name="Operator">How value and <paramref name="Values"/> are compared.</param>
/// <param name="Negated">The condition holds when the comparison fails.</param>
/// <param name="Values">One match is enough. Empty for <see cref="MatchOperator.Any"/>.</param>
/// <param name="Transforms">What is done to the value, in this order, before it is compared.</param>
internal sealed record RuleCondition(
    string? Header,
    MatchOperator Operator,
    bool Negated,
    IReadOnlyList<string> Values,
    IReadOnlyList<MatchTransform> Transforms);

/// <summary>https://learn.microsoft.com/azure/frontdoor/rules-match-conditions#operator-list, but for the comparisons of lengths.</summary>
[JsonConverter(typeof(NameConverter<MatchOperator>))]
internal enum MatchOperator { Any, Equal, Contains, BeginsWith, EndsWith, RegEx }

/// <summary>https://learn.microsoft.com/azure/frontdoor/rules-match-conditions#string-transform-list</summary>
[JsonConverter(typeof(NameConverter<MatchTransform>))]
internal enum MatchTransform { Lowercase, Uppercase, Trim, RemoveNulls, UrlEncode, UrlDecode }

/// <summary>What a matching rule does.</summary>
internal abstract record RuleAction;

/// <summary>Changes a header of the request on its way to the origin.</summary>
/// <param name="Change">What happens to it.</param>
/// <param name="Header">Its name, in any case.</param>
/// <param name="Value">Empty for <see cref="HeaderChange.Delete"/>.</param>
internal sealed record ModifyRequestHeader(HeaderChange Change, string Header, string Value) : RuleAction;

[JsonConverter(typeof(NameConverter<HeaderChange>))]
internal enum HeaderChange { Append, Overwrite, Delete }

/// <summary>Replaces the route's cache configuration; null turns caching off.</summary>
internal sealed record RouteConfigurationOverride(CacheConfiguration? Cache) : RuleAction;

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
[JsonConverter(typeof(NameConverter<QueryStringCaching>))]
internal enum QueryStringCaching { IgnoreQueryString, UseQueryString, IgnoreSpecifiedQueryStrings, IncludeSpecifiedQueryStrings }

/// <summary>https://learn.microsoft.com/azure/frontdoor/front-door-caching#cache-behavior-and-duration</summary>
[JsonConverter(typeof(NameConverter<CacheBehavior>))]
internal enum CacheBehavior { HonorOrigin, OverrideAlways, OverrideIfOriginMissing }
