using System.Text.Json;
using System.Text.Json.Nodes;

namespace SideBySide;

/// <summary>
/// Turns improvements off, one by one, to show their shares. They are .NET feature switches: values in the published program's
/// runtimeconfig.json, which no setting of the service reaches.
/// </summary>
internal static class Improvements
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Writes the switches into a published origin: those named off, all others on.</summary>
    public static void TurnOff(string published, IReadOnlyList<string> names)
    {
        var file = Path.Combine(published, "ImageFunctions.runtimeconfig.json");
        var config = JsonNode.Parse(File.ReadAllText(file))!;
        var options = config["runtimeOptions"]!.AsObject();
        var properties = options["configProperties"] as JsonObject ?? [];
        foreach (var name in properties.Select(property => property.Key).Where(key => key.StartsWith("ImageFunctions.", StringComparison.Ordinal)).ToArray())
        {
            properties.Remove(name);
        }

        foreach (var name in names)
        {
            properties[$"ImageFunctions.{name}"] = false;
        }

        if (properties.Parent is null)
        {
            options["configProperties"] = properties;
        }

        File.WriteAllText(file, config.ToJsonString(Indented));
    }
}
