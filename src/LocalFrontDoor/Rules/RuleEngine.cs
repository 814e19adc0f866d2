namespace LocalFrontDoor.Rules;

/// <summary>Executes rules on a request, as a rule set of Front Door does before the cache is looked at.</summary>
internal static class RuleEngine
{
    /// <summary>Changes the headers as the matching rules say.</summary>
    /// <param name="rules">Sorted by order.</param>
    /// <param name="path">Percent-decoded. Whether Front Door decodes it before it is matched is documented nowhere;
    /// our rules match either.</param>
    /// <param name="headers">The viewer's request headers; a rule sees what those before it have changed.</param>
    /// <param name="route">The route's own cache configuration.</param>
    /// <returns>The cache configuration that holds for this request; null means no caching.</returns>
    public static CacheConfiguration? Run(
        IReadOnlyList<Rule> rules, string path, IHeaderDictionary headers, CacheConfiguration? route = null)
    {
        var cache = route;
        foreach (var rule in rules)
        {
            if (!rule.Conditions.All(condition => ConditionMatch.Holds(condition, Subject(condition, path, headers))))
            {
                continue;
            }

            foreach (var action in rule.Actions)
            {
                cache = Act(action, headers, cache);
            }

            if (rule.Stops)
            {
                break;
            }
        }
        return cache;
    }

    // "The path is the part of the URL after the hostname and a slash."
    // https://learn.microsoft.com/azure/frontdoor/rules-match-conditions#request-path
    private static string Subject(RuleCondition condition, string path, IHeaderDictionary headers) =>
        condition.Header is { } name ? headers[name].ToString() : path.TrimStart('/');

    private static CacheConfiguration? Act(RuleAction action, IHeaderDictionary headers, CacheConfiguration? cache)
    {
        switch (action)
        {
            case RouteConfigurationOverride change:
                return change.Cache;
            case ModifyRequestHeader { Change: HeaderChange.Delete } change:
                headers.Remove(change.Header);
                return cache;
            case ModifyRequestHeader { Change: HeaderChange.Overwrite } change:
                headers[change.Header] = change.Value;
                return cache;
            case ModifyRequestHeader change:
                // "The value is appended to the existing value": no separator is put between.
                // https://learn.microsoft.com/azure/frontdoor/front-door-rules-engine-actions#modify-request-header
                headers[change.Header] = headers[change.Header].ToString() + change.Value;
                return cache;
            default:
                throw new ArgumentOutOfRangeException(nameof(action), action, null);
        }
    }
}
