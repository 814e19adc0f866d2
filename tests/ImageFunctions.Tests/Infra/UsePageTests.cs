using System.Text.RegularExpressions;
using Xunit;

namespace ImageFunctions.Tests.Infra;

/// <summary>What docs/use.md shows is what tests/Sites builds and measures.</summary>
public partial class UsePageTests
{
    [Fact]
    public void Blocks_OfThePage_StandInTheFilesThatTheyName()
    {
        var page = RepositoryFiles.Read("docs/use.md");

        var blocks = Block().Matches(page);

        Assert.Equal(page.Split("```").Length / 2, blocks.Count); // none without a file
        Assert.All(blocks, static block =>
            Assert.Contains(block.Groups["code"].Value, RepositoryFiles.Read(block.Groups["file"].Value), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("README.md")]
    [InlineData("docs/use.md")]
    public void Plain_Picture_IsTheSameOnBothPages(string page)
    {
        var picture = Picture().Match(Unindented("tests/Sites/html/index.html")).Value;

        Assert.Contains(picture, Unindented(page), StringComparison.Ordinal);
    }

    private static string Unindented(string file) =>
        string.Join('\n', RepositoryFiles.Read(file).Split('\n').Select(static line => line.Trim()));

    [GeneratedRegex(@"^\[(?<file>[^\]]+)\]\(\.\./\k<file>\)\n\n```\w+\n(?<code>.+?\n)```",
        RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex("<picture>.+?</picture>", RegexOptions.Singleline)]
    private static partial Regex Picture();
}
