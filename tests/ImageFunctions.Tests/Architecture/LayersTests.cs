using System.Text.RegularExpressions;
using ImageFunctions.Tests.Infra;
using Xunit;

namespace ImageFunctions.Tests.Architecture;

/// <summary>Folders use each other in one direction only, and docs/architecture.md draws just that.</summary>
public sealed partial class LayersTests
{
    [Fact]
    public void Folders_NoTwo_NeedEachOther()
    {
        var graph = FolderGraph.Read();

        Assert.NotEmpty(graph.Edges);
        Assert.DoesNotContain(graph.Folders, folder => graph.Reaches(folder, folder));
    }

    [Theory]
    [InlineData("Imaging", "Storage")]
    [InlineData("Imaging", "Purging")]
    [InlineData("Storage", "Imaging")]
    [InlineData("Storage", "Purging")]
    [InlineData("Purging", "Imaging")]
    [InlineData("Purging", "Storage")]
    public void Neighbours_OfOneLayer_DoNotKnowEachOther(string one, string other) => Assert.False(FolderGraph.Read().Reaches(one, other));

    [Fact]
    public void Diagram_OfTheDocs_IsWhatTheCodeSays()
    {
        var drawn = Arrow().Matches(RepositoryFiles.Read("docs/architecture.md"))
            .Select(arrow => (From: arrow.Groups[1].Value, To: arrow.Groups[2].Value));

        Assert.Equal(Lines(FolderGraph.Read().Reduced()), Lines(drawn));
    }

    private static string Lines(IEnumerable<(string From, string To)> edges) =>
        string.Join('\n', edges.Order().Select(edge => $"{edge.From} --> {edge.To}"));

    [GeneratedRegex(@"^\s*(\w+) --> (\w+)\s*$", RegexOptions.Multiline)]
    private static partial Regex Arrow();
}
