using System.Text.Json.Nodes;
using LocalFrontDoor.Rules;
using Xunit;

namespace ImageFunctions.Tests.LocalFrontDoor.Rules;

public class RuleFileTests
{
    [Fact]
    public void Read_TheDeployedFile_IsUnderstood()
    {
        var rules = RuleFile.Read(RuleFile.DefaultPath);

        Assert.NotEmpty(rules);
        Assert.Contains(rules, rule => rule.Actions.OfType<RouteConfigurationOverride>().Any(change => change.Cache is not null));
    }

    [Fact]
    public void Parse_RulesOutOfOrder_SortsThem()
    {
        var rules = RuleFile.Parse(new JsonArray(Rule("second", 2), Rule("first", 1)).ToJsonString());

        Assert.Equal(["first", "second"], rules.Select(rule => rule.Name));
    }

    [Fact]
    public void Parse_EverythingThatIsKnown_KeepsIt()
    {
        var rule = Rule("all", 3);
        rule["matchProcessingBehavior"] = "Continue";
        Condition(rule)["operator"] = "BeginsWith";
        Condition(rule)["negateCondition"] = true;
        Condition(rule)["transforms"] = new JsonArray("Trim", "UrlDecode");
        Cache(rule)["cacheBehavior"] = "OverrideAlways";
        Cache(rule)["cacheDuration"] = "1.02:03:04";
        Cache(rule)["queryParameters"] = "d, e";

        var read = Assert.Single(RuleFile.Parse(new JsonArray(rule).ToJsonString()));

        Assert.False(read.Stops);
        Assert.Equivalent(
            new RuleCondition("Accept", MatchOperator.BeginsWith, true, ["image/webp"], [MatchTransform.Trim, MatchTransform.UrlDecode]),
            Assert.Single(read.Conditions));
        Assert.Equal(new ModifyRequestHeader(HeaderChange.Overwrite, "X-Image-Format", "webp"), read.Actions[0]);
        var cache = Assert.IsType<RouteConfigurationOverride>(read.Actions[1]).Cache;
        Assert.Equal(new TimeSpan(1, 2, 3, 4), cache?.Duration);
        Assert.Equal(["d", "e"], cache?.Parameters.Order());
    }

    [Theory]
    [InlineData("not json", "It is not JSON")]
    [InlineData("{}", "array of rules")]
    [InlineData("[1]", "Rule \"number 1\": must be an object")]
    public void Parse_NotAnArrayOfRules_SaysSo(string json, string fault)
    {
        var refused = Assert.Throws<RuleFileException>(() => RuleFile.Parse(json));

        Assert.Contains(refused.Faults, said => said.Contains(fault, StringComparison.Ordinal));
    }

    public static TheoryData<string, Action<JsonObject>, string[]> Unknown => new()
    {
        { "condition", rule => rule["conditions"]![0]!["name"] = "RemoteAddress", ["condition 1", "RemoteAddress"] },
        { "operator", rule => Condition(rule)["operator"] = "LessThan", ["condition 1", "LessThan"] },
        { "operator by number", rule => Condition(rule)["operator"] = "1", ["condition 1", "\"1\""] },
        { "transform", rule => Condition(rule)["transforms"] = new JsonArray("Reverse"), ["condition 1", "Reverse"] },
        { "condition type", rule => Condition(rule)["typeName"] = "Other", ["condition 1", "typeName"] },
        { "no value", rule => Condition(rule)["matchValues"] = new JsonArray(), ["condition 1", "matchValues"] },
        { "pattern", rule => Pattern(rule, "(a)\\1"), ["condition 1", "(a)\\1"] },
        { "condition parameter", rule => Condition(rule)["sensitivity"] = 1, ["condition 1", "sensitivity"] },
        { "action", rule => rule["actions"]![0]!["name"] = "UrlRewrite", ["action 1", "UrlRewrite"] },
        { "header action", rule => Parameters(rule, 0)["headerAction"] = "Prepend", ["action 1", "Prepend"] },
        { "header value", rule => Parameters(rule, 0)["value"] = new string('x', 641), ["action 1", "641"] },
        { "server variable", rule => Parameters(rule, 0)["value"] = "{client_ip}", ["action 1", "{client_ip}"] },
        { "action parameter", rule => Parameters(rule, 1)["originGroupOverride"] = new JsonObject(), ["action 2", "originGroupOverride"] },
        { "query strings", rule => Cache(rule)["queryStringCachingBehavior"] = "Whatever", ["action 2", "Whatever"] },
        { "no parameters", rule => Cache(rule).Remove("queryParameters"), ["action 2", "queryParameters"] },
        { "idle parameters", rule => Cache(rule)["queryStringCachingBehavior"] = "UseQueryString", ["action 2", "queryParameters"] },
        { "cache behavior", rule => Cache(rule)["cacheBehavior"] = "Sometimes", ["action 2", "Sometimes"] },
        { "no duration", rule => Cache(rule)["cacheBehavior"] = "OverrideAlways", ["action 2", "cacheDuration"] },
        { "idle duration", rule => Cache(rule)["cacheDuration"] = "00:01:00", ["action 2", "cacheDuration"] },
        { "bad duration", rule => Cache(rule)["cacheDuration"] = "soon", ["action 2", "soon"] },
        { "compression", rule => Cache(rule)["isCompressionEnabled"] = "Enabled", ["action 2", "isCompressionEnabled"] },
        { "processing", rule => rule["matchProcessingBehavior"] = "Jump", ["Jump"] },
        { "rule property", rule => rule["enabled"] = true, ["enabled"] },
        { "no header", rule => Condition(rule).Remove("selector"), ["condition 1", "selector"] },
        { "no parameters at all", rule => rule["conditions"]![0]!.AsObject().Remove("parameters"), ["condition 1", "must be an object"] },
        { "flag in words", rule => Condition(rule)["negateCondition"] = "yes", ["condition 1", "negateCondition"] },
        { "one value", rule => Condition(rule)["matchValues"] = "image/webp", ["condition 1", "matchValues"] },
        { "no header name", rule => Parameters(rule, 0).Remove("headerName"), ["action 1", "headerName"] },
        { "no header value", rule => Parameters(rule, 0).Remove("value"), ["action 1", "value"] },
        { "value of another kind", rule => Parameters(rule, 0)["value"] = 1, ["action 1", "value"] },
        { "no cache behavior", rule => Cache(rule).Remove("cacheBehavior"), ["action 2", "cacheBehavior"] },
        { "order in words", rule => rule["order"] = "first", ["order"] },
        { "no actions", rule => rule["actions"] = new JsonArray(), ["0 actions"] },
        { "order", rule => rule["order"] = -1, ["order"] },
    };

    [Theory]
    [MemberData(nameof(Unknown))]
    public void Parse_SomethingUnknown_NamesItAndTheRule(string what, Action<JsonObject> spoil, string[] named)
    {
        var rule = Rule("Culprit", 1);
        spoil(rule);

        var refused = Assert.Throws<RuleFileException>(() => RuleFile.Parse(new JsonArray(rule).ToJsonString()));

        Assert.True(
            refused.Faults.Any(fault => named.All(name => fault.Contains(name, StringComparison.Ordinal))), $"{what}: {refused.Message}");
        Assert.All(refused.Faults, fault => Assert.StartsWith("Rule \"Culprit\"", fault, StringComparison.Ordinal));
    }

    [Fact]
    public void Parse_SeveralFaults_NamesThemAll()
    {
        var one = Rule("one", 1);
        one["actions"]![0]!["name"] = "UrlRedirect";
        var two = Rule("two", 1);
        two["conditions"]![0]!["name"] = "HostName";

        var refused = Assert.Throws<RuleFileException>(() => RuleFile.Parse(new JsonArray(one, two).ToJsonString()));

        Assert.Contains("UrlRedirect", refused.Message, StringComparison.Ordinal);
        Assert.Contains("HostName", refused.Message, StringComparison.Ordinal);
        Assert.Contains("same order 1", refused.Message, StringComparison.Ordinal);
    }

    private static JsonObject Condition(JsonObject rule) => rule["conditions"]![0]!["parameters"]!.AsObject();

    private static void Pattern(JsonObject rule, string pattern) =>
        (Condition(rule)["operator"], Condition(rule)["matchValues"]) = ("RegEx", new JsonArray(pattern));

    private static JsonObject Parameters(JsonObject rule, int action) => rule["actions"]![action]!["parameters"]!.AsObject();

    private static JsonObject Cache(JsonObject rule) => Parameters(rule, 1)["cacheConfiguration"]!.AsObject();

    /// <summary>A faultless rule with one of everything.</summary>
    private static JsonObject Rule(string name, int order) => JsonNode.Parse($$"""
        {
          "name": "{{name}}", "order": {{order}}, "matchProcessingBehavior": "Stop",
          "conditions": [ { "name": "RequestHeader", "parameters": {
            "typeName": "DeliveryRuleRequestHeaderConditionParameters",
            "selector": "Accept", "operator": "Contains", "matchValues": ["image/webp"] } } ],
          "actions": [
            { "name": "ModifyRequestHeader", "parameters": {
              "typeName": "DeliveryRuleHeaderActionParameters",
              "headerAction": "Overwrite", "headerName": "X-Image-Format", "value": "webp" } },
            { "name": "RouteConfigurationOverride", "parameters": {
              "typeName": "DeliveryRuleRouteConfigurationOverrideActionParameters",
              "cacheConfiguration": {
                "queryStringCachingBehavior": "IncludeSpecifiedQueryStrings", "queryParameters": "d",
                "cacheBehavior": "HonorOrigin", "isCompressionEnabled": "Disabled" } } } ]
        }
        """)!.AsObject();
}
