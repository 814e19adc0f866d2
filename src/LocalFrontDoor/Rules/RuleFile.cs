using System.Text.Json;

namespace LocalFrontDoor.Rules;

/// <summary>
/// Reads infra/frontdoor-rules.json, the same file that is deployed. Whatever cannot be executed here is refused.
/// </summary>
internal static class RuleFile
{
    /// <summary>Where the build puts the file beside this program.</summary>
    public static string DefaultPath { get; } = Path.Combine(AppContext.BaseDirectory, "frontdoor-rules.json");

    /// <summary>Reads the rules, sorted by their order.</summary>
    /// <exception cref="RuleFileException">Something in it is not known or not allowed. All faults are named.</exception>
    public static IReadOnlyList<Rule> Read(string path)
    {
        try
        {
            return Parse(File.ReadAllText(path), path);
        }
        catch (IOException unreadable)
        {
            throw new RuleFileException(path, [unreadable.Message]);
        }
    }

    /// <summary>As <see cref="Read"/>, from the text of the file.</summary>
    /// <param name="json">A JSON array of rules in ARM's shape.</param>
    /// <param name="file">What to call it in the error message.</param>
    /// <exception cref="RuleFileException">As with <see cref="Read"/>.</exception>
    public static IReadOnlyList<Rule> Parse(string json, string file = "The rule file")
    {
        var faults = new List<string>();
        try
        {
            using var document = JsonDocument.Parse(json);
            var rules = Rules(document.RootElement, faults);
            if (faults.Count == 0)
            {
                return rules;
            }
        }
        catch (JsonException malformed)
        {
            faults.Add($"It is not JSON: {malformed.Message}");
        }
        throw new RuleFileException(file, faults);
    }

    private static List<Rule> Rules(JsonElement root, List<string> faults)
    {
        if (root.ValueKind != JsonValueKind.Array)
        {
            faults.Add("It must be an array of rules.");
            return [];
        }

        var rules = root.EnumerateArray()
            .Select((rule, index) => RuleReader.Read(rule, index + 1, faults))
            .OrderBy(static rule => rule.Order)
            .ToList();
        foreach (var order in rules.GroupBy(static rule => rule.Order).Where(static order => order.Count() > 1))
        {
            faults.Add($"Rules {string.Join(", ", order.Select(static rule => $"\"{rule.Name}\""))} have the same order {order.Key}.");
        }

        return rules;
    }
}

/// <summary>The rule file cannot be executed faithfully.</summary>
/// <param name="file">Where it is.</param>
/// <param name="faults">Everything that is wrong with it, a sentence each, naming the rule.</param>
internal sealed class RuleFileException(string file, IReadOnlyList<string> faults)
    : Exception($"{file} cannot be used:\n  " + string.Join("\n  ", faults))
{
    public IReadOnlyList<string> Faults { get; } = faults;
}
