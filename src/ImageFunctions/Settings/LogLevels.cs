namespace ImageFunctions.Settings;

/// <summary>What is logged: <c>Logging__LogLevel__Default</c>, and <c>Logging__LogLevel__</c> with a category's name or the beginning of
/// one. The framework's own keys, read once.</summary>
internal static class LogLevels
{
    private const string Section = "Logging:LogLevel";

    /// <summary>Reads the levels.</summary>
    /// <param name="configuration">Where they stand.</param>
    /// <param name="faults">Told of what is no level.</param>
    public static LoggerFilterOptions Read(IConfiguration configuration, ICollection<string> faults)
    {
        var reader = new SettingReader(configuration, faults);
        var levels = new LoggerFilterOptions { MinLevel = LogLevel.Information };

        // The framework's line for every request would hold the names of pictures; what matters the service logs itself.
        levels.Rules.Add(new LoggerFilterRule(null, "Microsoft.AspNetCore", LogLevel.Warning, null));
        foreach (var child in configuration.GetSection(Section).GetChildren().Where(child => !string.IsNullOrWhiteSpace(child.Value)))
        {
            var category = child.Key.Equals("Default", StringComparison.OrdinalIgnoreCase) ? null : child.Key;
            var level = reader.Read(child.Path, LogLevel.Information, string.Join(" or ", Enum.GetNames<LogLevel>()), TryLevel);
            levels.Rules.Add(new LoggerFilterRule(null, category, level, null));
        }

        return levels;
    }

    private static bool TryLevel(string text, out LogLevel level) =>
        Enum.TryParse(text, ignoreCase: true, out level) && Enum.IsDefined(level);
}
