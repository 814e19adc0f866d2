using System.Globalization;

namespace ImageFunctions.Settings;

/// <summary>Reads single settings, and collects every fault in words instead of stopping at the first.</summary>
/// <param name="configuration">Where the settings stand.</param>
/// <param name="faults">Told of each value that cannot be used.</param>
internal sealed class SettingReader(IConfiguration configuration, ICollection<string> faults)
{
    private readonly HashSet<string> known = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads one setting by <paramref name="parse"/>; where it is missing or empty, its default.</summary>
    /// <param name="key">Its key, such as <c>Images:Timeout</c>.</param>
    /// <param name="otherwise">The default.</param>
    /// <param name="wanted">What would be right, after "It must be".</param>
    /// <param name="parse">Gives false where the text is no such value.</param>
    public T Read<T>(string key, T otherwise, string wanted, TryParse<T> parse)
    {
        known.Add(key);
        var text = configuration[key];
        if (string.IsNullOrWhiteSpace(text))
        {
            return otherwise;
        }

        if (parse(text.Trim(), out var value))
        {
            return value;
        }

        faults.Add($"{Name(key)} is '{text}'. It must be {wanted}.");
        return otherwise;
    }

    /// <summary>Reads items parted by commas; each that is none is named.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="otherwise">The default.</param>
    /// <param name="wanted">What would be right, after "Each item must be".</param>
    /// <param name="parse">Gives false where the text is no such value.</param>
    /// <param name="expand">What an item stands for that is the name of several; null for any other.</param>
    public IReadOnlyList<T> ReadList<T>(
        string key, IReadOnlyList<T> otherwise, string wanted, TryParse<T> parse, Func<string, IReadOnlyList<T>?>? expand = null)
    {
        known.Add(key);
        var text = configuration[key];
        if (string.IsNullOrWhiteSpace(text))
        {
            return otherwise;
        }

        var items = new List<T>();
        foreach (var item in text.Split(',', StringSplitOptions.TrimEntries))
        {
            var values = expand?.Invoke(item) ?? (parse(item, out var value) ? [value] : []);
            if (values.Count == 0)
            {
                faults.Add($"{Name(key)} holds '{item}'. Each item must be {wanted}.");
            }
            else if (values.FirstOrDefault(items.Contains) is { } twice && items.Contains(twice))
            {
                faults.Add($"{Name(key)} holds '{(values.Count > 1 ? twice : item)}' twice.");
            }
            else
            {
                items.AddRange(values);
            }
        }

        return items;
    }

    public long ReadNumber(string key, long otherwise, long least, long most) =>
        Read(key, otherwise, $"a whole number from {least} to {most}", (string text, out long value) =>
            long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value >= least && value <= most);

    public bool ReadFlag(string key, bool otherwise) =>
        Read(key, otherwise, "true or false", (string text, out bool value) => bool.TryParse(text, out value));

    /// <summary>Reads one of an enumeration's names: <c>BottomRight</c> is written <c>bottom-right</c>.</summary>
    public T ReadChoice<T>(string key, T otherwise)
        where T : struct, Enum =>
        Read(key, otherwise, string.Join(" or ", Enum.GetValues<T>().Select(Kebab)), (string text, out T value) =>
        {
            value = Enum.GetValues<T>().FirstOrDefault(choice => Kebab(choice).Equals(text, StringComparison.OrdinalIgnoreCase));
            return Kebab(value).Equals(text, StringComparison.OrdinalIgnoreCase);
        });

    /// <summary>Names every key of a section that has not been read: most likely a slip of the pen.</summary>
    public void FaultUnknown(string section)
    {
        foreach (var key in configuration.GetSection(section).GetChildren().Select(child => child.Path).Where(key => !known.Contains(key)))
        {
            var names = known.Where(name => name.StartsWith(section + ':', StringComparison.Ordinal)).Select(Name);
            faults.Add($"{Name(key)} is no setting. The settings are: {string.Join(", ", names)}.");
        }
    }

    private static string Kebab<T>(T choice)
        where T : struct, Enum =>
        string.Concat(
            choice.ToString().Select((c, i) => char.IsAsciiLetterUpper(c) ? (i > 0 ? "-" : "") + char.ToLowerInvariant(c) : $"{c}"));

    private static string Name(string key) => key.Replace(":", "__", StringComparison.Ordinal);
}

/// <summary>Reads a value from text; false where the text is none.</summary>
internal delegate bool TryParse<T>(string text, out T value);
