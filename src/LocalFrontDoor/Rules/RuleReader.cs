using System.Text.Json;

namespace LocalFrontDoor.Rules;

/// <summary>Reads one rule with its conditions.</summary>
internal static class RuleReader
{
    /// <summary>Azure's limits for one rule. https://learn.microsoft.com/azure/frontdoor/front-door-rules-engine</summary>
    private const int MostConditions = 10, MostActions = 5;

    /// <param name="json">The rule.</param>
    /// <param name="position">The rule's place in the file, from 1: its name in faults when it has none.</param>
    /// <param name="faults">Where the faults go; the result is of no use when there are any.</param>
    public static Rule Read(JsonElement json, int position, List<string> faults)
    {
        var name = json.ValueKind == JsonValueKind.Object && json.TryGetProperty("name", out var given)
            ? given.ToString()
            : $"number {position}";
        var where = $"Rule \"{name}\"";
        var rule = new StrictObject(json, where, faults);

        rule.Text("name");
        var order = rule.Number("order");
        var conditions = rule.Items("conditions")
            .Select((condition, index) => Condition(condition, $"{where}, condition {index + 1}", faults))
            .ToList();
        var actions = rule.Items("actions")
            .Select((action, index) => ActionReader.Read(action, $"{where}, action {index + 1}", faults))
            .OfType<RuleAction>()
            .ToList();
        var stops = rule.Choice<MatchProcessing>("matchProcessingBehavior", MatchProcessing.Continue) == MatchProcessing.Stop;
        rule.NothingElse();

        if (order < 0)
        {
            rule.Fault("\"order\" must not be negative.");
        }

        if (conditions.Count > MostConditions)
        {
            rule.Fault($"it has {conditions.Count} conditions; Front Door takes {MostConditions}.");
        }

        if (rule.Items("actions").Count is 0 or > MostActions)
        {
            rule.Fault($"it has {rule.Items("actions").Count} actions; Front Door takes 1 to {MostActions}.");
        }

        return new Rule(name, order, conditions, actions, stops);
    }

    private static RuleCondition Condition(JsonElement json, string where, List<string> faults)
    {
        var condition = new StrictObject(json, where, faults);
        var name = condition.Text("name");
        if (name is not ("RequestHeader" or "UrlPath"))
        {
            condition.Fault($"the local Front Door does not know the condition \"{name}\" (it knows \"RequestHeader\" and \"UrlPath\").");
            return new("", MatchOperator.Any, false, [], []);
        }

        var parameters = new StrictObject(condition.Find("parameters") ?? default, where, faults);
        condition.NothingElse();
        return Parameters(parameters, ofPath: name == "UrlPath");
    }

    private static RuleCondition Parameters(StrictObject parameters, bool ofPath)
    {
        var type = ofPath ? "DeliveryRuleUrlPathMatchConditionParameters" : "DeliveryRuleRequestHeaderConditionParameters";
        if (parameters.Text("typeName") is var typeName && typeName != type)
        {
            parameters.Fault($"\"typeName\" must be \"{type}\".");
        }

        var condition = new RuleCondition(
            ofPath ? null : parameters.Text("selector"),
            parameters.Choice<MatchOperator>("operator"),
            parameters.Flag("negateCondition", whenMissing: false),
            parameters.Texts("matchValues"),
            parameters.Choices<MatchTransform>("transforms"));
        parameters.NothingElse();

        if (condition is { Operator: not MatchOperator.Any, Values.Count: 0 })
        {
            parameters.Fault("\"matchValues\" must name at least one value.");
        }

        if (condition.Operator == MatchOperator.RegEx)
        {
            foreach (var pattern in condition.Values.Where(static pattern => !ConditionMatch.IsPattern(pattern)))
            {
                parameters.Fault($"\"{pattern}\" is not a regular expression that Front Door takes (no backreferences, no lookarounds).");
            }
        }

        return condition;
    }

    private enum MatchProcessing { Continue, Stop }
}
