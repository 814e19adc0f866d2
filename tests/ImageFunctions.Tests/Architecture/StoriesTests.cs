using System.Reflection;
using System.Text.RegularExpressions;
using ImageFunctions.Http;
using ImageFunctions.Tests.Infra;
using Microsoft.Extensions.Logging;
using Xunit;

namespace ImageFunctions.Tests.Architecture;

/// <summary>docs/architecture.md leads through files that exist, and through few of them.</summary>
public sealed partial class StoriesTests
{
    private const BindingFlags Own =
        BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    [Theory]
    [InlineData("A hit", 6)]
    [InlineData("A miss", 12)]
    [InlineData("An event", 12)]
    public void Story_OfTheDocs_LeadsThroughFewFilesThatExist(string title, int most)
    {
        var files = FilesOf(title);

        Assert.InRange(files.Count, 3, most);
        Assert.Equal(files.Count, files.Distinct().Count());
        Assert.All(files, file => Assert.True(
            File.Exists(Path.Combine(RepositoryFiles.Root, "src/ImageFunctions", file)), $"{file} is not there."));
    }

    [Fact]
    public void Folders_OfTheDocs_AreThoseOfTheCode()
    {
        var told = FolderRow().Matches(RepositoryFiles.Read("docs/architecture.md")).SelectMany(row => Names(row.Groups[1].Value));

        Assert.Equal(FolderGraph.Read().Folders, told.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void EventIds_OfAllLogMethods_AreUnique()
    {
        var ids = typeof(ImageEndpoint).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods(Own))
            .Select(method => method.GetCustomAttribute<LoggerMessageAttribute>()?.EventId)
            .OfType<int>()
            .ToList();

        Assert.NotEmpty(ids);
        Assert.Equal(ids.Distinct(), ids);
    }

    [Fact]
    public void Lines_OfAllCode_HaveAtMost140Characters()
    {
        string[] folders = ["src", "tests", "bench"];
        var files = folders
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(RepositoryFiles.Root, folder), "*.cs", SearchOption.AllDirectories))
            .Select(file => Path.GetRelativePath(RepositoryFiles.Root, file))
            .Where(file => !file.Split(Path.DirectorySeparatorChar).Any(folder => folder is "obj" or "bin"))
            .ToList();

        var tooLong = files.SelectMany(file => File.ReadLines(Path.Combine(RepositoryFiles.Root, file))
            .Select((line, index) => (Place: $"{file}:{index + 1}", line.Length))
            .Where(line => line.Length > 140));

        Assert.True(files.Count > 200, "Hardly a file was found.");
        Assert.Empty(tooLong);
    }

    private static List<string> FilesOf(string title)
    {
        var page = RepositoryFiles.Read("docs/architecture.md");
        var start = page.IndexOf($"\n## {title}\n", StringComparison.Ordinal);
        Assert.True(start >= 0, $"There is no story called {title}.");
        var end = page.IndexOf("\n## ", start + 1, StringComparison.Ordinal);
        var steps = Step().Matches(page[start..(end < 0 ? page.Length : end)]);
        return [.. steps.SelectMany(step => Names(step.Value)).Where(name => name.EndsWith(".cs", StringComparison.Ordinal))];
    }

    private static IEnumerable<string> Names(string text) => Quoted().Matches(text).Select(name => name.Groups[1].Value);

    [GeneratedRegex(@"^\d+\. .*(\n   .*)*", RegexOptions.Multiline)]
    private static partial Regex Step();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"^\| (`\w+`[^|]*) \|", RegexOptions.Multiline)]
    private static partial Regex FolderRow();
}
