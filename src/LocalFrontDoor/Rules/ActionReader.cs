using System.Globalization;
using System.Text.Json;

namespace LocalFrontDoor.Rules;

/// <summary>Reads one action of a rule.</summary>
internal static class ActionReader
{
    /// <summary>Azure's limit for a header's value. https://learn.microsoft.com/azure/frontdoor/front-door-rules-engine-actions</summary>
    private const int LongestValue = 640;

    /// <summary>The action; null when it is not known, with the fault added.</summary>
    public static RuleAction? Read(JsonElement json, string where, List<string> faults)
    {
        var action = new StrictObject(json, where, faults);
        var name = action.Text("name");
        var parameters = new StrictObject(action.Find("parameters") ?? default, where, faults);
        action.NothingElse();
        switch (name)
        {
            case "ModifyRequestHeader":
                return Header(parameters);
            case "RouteConfigurationOverride":
                return Override(parameters, where, faults);
            default:
                action.Fault($"the local Front Door does not know the action \"{name}\" " +
                    "(it knows \"ModifyRequestHeader\" and \"RouteConfigurationOverride\").");
                return null;
        }
    }

    private static ModifyRequestHeader Header(StrictObject parameters)
    {
        TypeName(parameters, "DeliveryRuleHeaderActionParameters");
        var change = parameters.Choice<HeaderChange>("headerAction");
        var header = parameters.Text("headerName");
        var value = parameters.Text("value", whenMissing: change == HeaderChange.Delete ? "" : null);
        parameters.NothingElse();

        if (value.Length > LongestValue)
        {
            parameters.Fault($"\"value\" has {value.Length} characters; Front Door takes {LongestValue}.");
        }
        // Front Door's variables, for example {client_ip}, would go to the origin as they stand.
        if (value.Contains('{', StringComparison.Ordinal))
        {
            parameters.Fault($"the local Front Door does not know server variables (\"{value}\").");
        }

        return new ModifyRequestHeader(change, header, value);
    }

    private static RouteConfigurationOverride Override(StrictObject parameters, string where, List<string> faults)
    {
        TypeName(parameters, "DeliveryRuleRouteConfigurationOverrideActionParameters");
        var cache = parameters.Find("cacheConfiguration") is { } json
            ? Cache(new StrictObject(json, $"{where}, cacheConfiguration", faults))
            : null;
        parameters.NothingElse();
        return new RouteConfigurationOverride(cache);
    }

    private static CacheConfiguration Cache(StrictObject json)
    {
        var queryStrings = json.Choice<QueryStringCaching>("queryStringCachingBehavior");
        var parameters = json.Text("queryParameters", whenMissing: "")
            .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var behavior = json.Choice<CacheBehavior>("cacheBehavior");
        var duration = Duration(json);
        if (json.Text("isCompressionEnabled", whenMissing: "Disabled") != "Disabled")
        {
            json.Fault("the local Front Door does not compress: \"isCompressionEnabled\" must be \"Disabled\".");
        }

        json.NothingElse();

        var speaksOfParameters = queryStrings is QueryStringCaching.IgnoreSpecifiedQueryStrings
            or QueryStringCaching.IncludeSpecifiedQueryStrings;
        if (speaksOfParameters != parameters.Length > 0)
        {
            json.Fault($"\"queryParameters\" {(speaksOfParameters ? "must name the parameters" : "has no meaning")} with {queryStrings}.");
        }

        if (behavior == CacheBehavior.HonorOrigin != duration is null)
        {
            json.Fault($"\"cacheDuration\" {(duration is null ? "is needed" : "has no meaning")} with {behavior}.");
        }

        return new CacheConfiguration(queryStrings, parameters.ToHashSet(StringComparer.Ordinal), behavior, duration);
    }

    /// <summary>ARM's [d.]hh:mm:ss; null when there is none.</summary>
    private static TimeSpan? Duration(StrictObject json)
    {
        var text = json.Text("cacheDuration", whenMissing: "");
        if (text.Length == 0)
        {
            return null;
        }

        string[] forms = ["d\\.hh\\:mm\\:ss", "hh\\:mm\\:ss"];
        if (TimeSpan.TryParseExact(text, forms, CultureInfo.InvariantCulture, out var duration) && duration > TimeSpan.Zero)
        {
            return duration;
        }

        json.Fault($"\"cacheDuration\" must be [d.]hh:mm:ss and more than nothing, not \"{text}\".");
        return TimeSpan.Zero;
    }

    private static void TypeName(StrictObject parameters, string wanted)
    {
        if (parameters.Text("typeName") != wanted)
        {
            parameters.Fault($"\"typeName\" must be \"{wanted}\".");
        }
    }
}
