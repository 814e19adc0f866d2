namespace Bench.SideBySide.Report;

/// <summary>docs/performance.md, of which the run writes the part between two marks; the words around it are a person's.</summary>
internal static class PerformancePage
{
    private const string Begin = "<!-- bench/run writes from here -->";
    private const string End = "<!-- to here -->";

    private static string FilePath => Path.Combine(Repository.Root, "docs", "performance.md");

    /// <summary>Puts the measured part in the place of the last one.</summary>
    /// <exception cref="InvalidDataException">The marks are not there.</exception>
    public static void Write(string measured)
    {
        var text = File.ReadAllText(FilePath);
        var (begin, end) = (text.IndexOf(Begin, StringComparison.Ordinal), text.IndexOf(End, StringComparison.Ordinal));
        if (begin < 0 || end < begin)
        {
            throw new InvalidDataException($"{FilePath} lacks the marks between which the tables go.");
        }

        File.WriteAllText(FilePath, $"{text[..begin]}{Begin}\n{measured.TrimEnd()}\n{text[end..]}");
    }
}
