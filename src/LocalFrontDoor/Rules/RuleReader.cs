using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace LocalFrontDoor.Rules;

/// <summary>
/// Reads one rule. What nobody asked for is a fault: a local Front Door that passes over what it does not know would pretend that a laptop
/// and Azure do the same.
/// </summary>
internal static class RuleReader
{
    // Azure's limits. https://learn.microsoft.com/azure/frontdoor/front-door-rules-engine and front-door-rules-engine-actions
    private const int MostConditions = 10, MostActions = 5, LongestValue = 640;

    /// <param name="json">The rule.</param>
    /// <param name="position">The rule's place in the file, from 1: its name in faults when it has none.</param>
    /// <param name="faults">Where the faults go; the result is of no use when there are any.</param>
    public static Rule Read(JsonElement json, int position, List<string> faults)
    {
        var name = json.ValueKind == JsonValueKind.Object && json.TryGetProperty("name", out var given)
            ? given.ToString()
            : $"number {position}";
        var at = new Place($"Rule \"{name}\"", faults);
        if (!at.Try(json, RuleJson.Default.RuleProperties, out var rule))
        {
            return new Rule(name, position, [], [], Stops: false);
        }

        at.Expect(rule.Order >= 0, "\"order\" must not be negative.");
        at.Expect(
            rule.Conditions.Count <= MostConditions, $"it has {rule.Conditions.Count} conditions; Front Door takes {MostConditions}.");
        at.Expect(
            rule.Actions.Count is > 0 and <= MostActions, $"it has {rule.Actions.Count} actions; Front Door takes 1 to {MostActions}.");
        return new Rule(
            name,
            rule.Order,
            [.. rule.Conditions.Select((one, index) => Condition(one, at.Within($"condition {index + 1}"))).OfType<RuleCondition>()],
            [.. rule.Actions.Select((one, index) => Action(one, at.Within($"action {index + 1}"))).OfType<RuleAction>()],
            rule.MatchProcessingBehavior == MatchProcessing.Stop);
    }

    private static RuleCondition? Condition(JsonElement json, Place at)
    {
        if (!at.Try(json, RuleJson.Default.NamedParameters, out var condition))
        {
            return null;
        }

        var ofPath = condition.Name == "UrlPath";
        if (!ofPath && condition.Name != "RequestHeader")
        {
            at.Fault($"the local Front Door does not know the condition \"{condition.Name}\" "
                + "(it knows \"RequestHeader\" and \"UrlPath\").");
            return null;
        }

        if (!at.Try(condition.Parameters, RuleJson.Default.MatchParameters, out var match))
        {
            return null;
        }

        at.ExpectType(match.TypeName, ofPath ? "UrlPathMatchCondition" : "RequestHeaderCondition");
        at.Expect(match.Selector is null == ofPath, $"\"selector\" {(ofPath ? "has no meaning" : "must be a string")}.");
        at.Expect(match.Operator == MatchOperator.Any || match.MatchValues.Count > 0, "\"matchValues\" must name at least one value.");
        at.Expect(
            match.Operator != MatchOperator.RegEx || match.MatchValues.All(ConditionMatch.IsPattern),
            $"{string.Join(" or ", match.MatchValues)} is not a regular expression that Front Door takes "
                + "(no backreferences, no lookarounds).");
        return new RuleCondition(match.Selector, match.Operator, match.NegateCondition, match.MatchValues, match.Transforms);
    }

    private static RuleAction? Action(JsonElement json, Place at)
    {
        if (!at.Try(json, RuleJson.Default.NamedParameters, out var action))
        {
            return null;
        }

        switch (action.Name)
        {
            case "ModifyRequestHeader":
                return at.Try(action.Parameters, RuleJson.Default.HeaderParameters, out var header) ? Header(header, at) : null;
            case "RouteConfigurationOverride":
                return at.Try(action.Parameters, RuleJson.Default.OverrideParameters, out var route) ? Override(route, at) : null;
            default:
                at.Fault($"the local Front Door does not know the action \"{action.Name}\" "
                    + "(it knows \"ModifyRequestHeader\" and \"RouteConfigurationOverride\").");
                return null;
        }
    }

    private static ModifyRequestHeader Header(HeaderParameters given, Place at)
    {
        var value = given.Value ?? "";
        at.ExpectType(given.TypeName, "HeaderAction");
        at.Expect(given.Value is not null || given.HeaderAction == HeaderChange.Delete, "\"value\" must be a string.");
        at.Expect(value.Length <= LongestValue, $"\"value\" has {value.Length} characters; Front Door takes {LongestValue}.");

        // Front Door's variables, for example {client_ip}, would go to the origin as they stand.
        at.Expect(!value.Contains('{', StringComparison.Ordinal), $"the local Front Door does not know server variables (\"{value}\").");
        return new ModifyRequestHeader(given.HeaderAction, given.HeaderName, value);
    }

    private static RouteConfigurationOverride Override(OverrideParameters given, Place at)
    {
        at.ExpectType(given.TypeName, "RouteConfigurationOverrideAction");
        return new RouteConfigurationOverride(given.CacheConfiguration is { } cache ? Cache(cache, at.Within("cacheConfiguration")) : null);
    }

    private static CacheConfiguration Cache(CacheParameters given, Place at)
    {
        var queryStrings = given.QueryStringCachingBehavior;
        var parameters = (given.QueryParameters ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var speaksOfParameters = queryStrings is QueryStringCaching.IgnoreSpecifiedQueryStrings
            or QueryStringCaching.IncludeSpecifiedQueryStrings;
        var duration = Duration(given.CacheDuration, at);
        at.Expect(
            given.IsCompressionEnabled == "Disabled",
            "the local Front Door does not compress: \"isCompressionEnabled\" must be \"Disabled\".");
        at.Expect(
            speaksOfParameters == parameters.Length > 0,
            $"\"queryParameters\" {(speaksOfParameters ? "must name the parameters" : "has no meaning")} with {queryStrings}.");
        at.Expect(
            given.CacheBehavior == CacheBehavior.HonorOrigin == duration is null,
            $"\"cacheDuration\" {(duration is null ? "is needed" : "has no meaning")} with {given.CacheBehavior}.");
        return new CacheConfiguration(queryStrings, parameters.ToHashSet(StringComparer.Ordinal), given.CacheBehavior, duration);
    }

    // ARM's [d.]hh:mm:ss; null when there is none.
    private static TimeSpan? Duration(string? text, Place at)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        string[] forms = ["d\\.hh\\:mm\\:ss", "hh\\:mm\\:ss"];
        var read = TimeSpan.TryParseExact(text, forms, CultureInfo.InvariantCulture, out var duration) && duration > TimeSpan.Zero;
        at.Expect(read, $"\"cacheDuration\" must be [d.]hh:mm:ss and more than nothing, not \"{text}\".");
        return duration;
    }

    // How a fault's sentence begins, for example `Rule "A", action 1`, and where it goes.
    private sealed record Place(string Name, List<string> Faults)
    {
        public Place Within(string part) => this with { Name = $"{Name}, {part}" };

        public void Fault(string what) => Faults.Add($"{Name}: {what}");

        public void Expect(bool holds, string what)
        {
            if (!holds)
            {
                Fault(what);
            }
        }

        public void ExpectType(string given, string kind) =>
            Expect(given == $"DeliveryRule{kind}Parameters", $"\"typeName\" must be \"DeliveryRule{kind}Parameters\".");

        public bool Try<T>(JsonElement json, JsonTypeInfo<T> type, [NotNullWhen(true)] out T? value)
            where T : class
        {
            value = null;
            try
            {
                value = json.ValueKind == JsonValueKind.Object ? json.Deserialize(type) : null;
                Expect(value is not null, "must be an object.");
            }
            catch (JsonException e)
            {
                var property = e.Path is { Length: > 2 } path ? $"\"{path[2..]}\": " : "";
                Fault($"{property}{e.Message.Split(" Path: ")[0]}");
            }

            return value is not null;
        }
    }
}

// ARM's JSON, of what runs here.
internal sealed record RuleProperties(
    string Name,
    int Order,
    IReadOnlyList<JsonElement> Actions,
    IReadOnlyList<JsonElement>? Conditions = null,
    MatchProcessing MatchProcessingBehavior = MatchProcessing.Continue)
{
    public IReadOnlyList<JsonElement> Conditions { get; } = Conditions ?? [];
}

[JsonConverter(typeof(NameConverter<MatchProcessing>))]
internal enum MatchProcessing { Continue, Stop }

internal sealed record NamedParameters(string Name, JsonElement Parameters = default);

internal sealed record MatchParameters(
    string TypeName,
    MatchOperator Operator,
    string? Selector = null,
    bool NegateCondition = false,
    IReadOnlyList<string>? MatchValues = null,
    IReadOnlyList<MatchTransform>? Transforms = null)
{
    public IReadOnlyList<string> MatchValues { get; } = MatchValues ?? [];

    public IReadOnlyList<MatchTransform> Transforms { get; } = Transforms ?? [];
}

internal sealed record HeaderParameters(string TypeName, HeaderChange HeaderAction, string HeaderName, string? Value = null);

internal sealed record OverrideParameters(string TypeName, CacheParameters? CacheConfiguration = null);

internal sealed record CacheParameters(
    QueryStringCaching QueryStringCachingBehavior,
    CacheBehavior CacheBehavior,
    string? QueryParameters = null,
    string? CacheDuration = null,
    string IsCompressionEnabled = "Disabled");

/// <summary>Of an enumeration, its names alone, spelled as ARM spells them.</summary>
internal sealed class NameConverter<T> : JsonConverter<T>
    where T : struct, Enum
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var text = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
        return Enum.GetNames<T>().Contains(text, StringComparer.Ordinal)
            ? Enum.Parse<T>(text!)
            : throw new JsonException($"the local Front Door does not know \"{text}\" (it knows {string.Join(", ", Enum.GetNames<T>())}).");
    }

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(RuleProperties))]
[JsonSerializable(typeof(NamedParameters))]
[JsonSerializable(typeof(MatchParameters))]
[JsonSerializable(typeof(HeaderParameters))]
[JsonSerializable(typeof(OverrideParameters))]
internal sealed partial class RuleJson : JsonSerializerContext;
