using System.Text.RegularExpressions;
using Xunit;

namespace ImageFunctions.Tests.Infra;

/// <summary>What holds for every page: links lead somewhere, every page can be found, README stays short.</summary>
public partial class DocumentTests
{
    private static readonly string[] TopPages = ["README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md"];

    public static TheoryData<string> Pages =>
        [.. TopPages.Concat(Directory.EnumerateFiles(Path.Combine(RepositoryFiles.Root, "docs"), "*.md", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(RepositoryFiles.Root, file).Replace('\\', '/')))];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Links_OfAPage_LeadToWhatIsThere(string page) =>
        Assert.All(LinksOf(page), link =>
        {
            Assert.True(Path.Exists(Path.Combine(RepositoryFiles.Root, link.File)), $"{link.File} is not there.");
            Assert.True(link.Anchor.Length == 0 || AnchorsOf(link.File).Contains(link.Anchor), $"{link.File} has no #{link.Anchor}.");
        });

    [Fact]
    public void Readme_Lines_AreSixtyAtMost() => Assert.InRange(RepositoryFiles.Read("README.md").TrimEnd('\n').Split('\n').Length, 20, 60);

    [Fact]
    public void Readme_Pages_CanBeReachedFromIt()
    {
        var reached = new HashSet<string> { "README.md" };
        var open = new Queue<string>(reached);
        while (open.TryDequeue(out var page))
        {
            foreach (var file in LinksOf(page).Select(link => link.File).Where(file => file.EndsWith(".md", StringComparison.Ordinal)))
            {
                if (reached.Add(file))
                {
                    open.Enqueue(file);
                }
            }
        }

        Assert.Empty(Pages.Select(row => row.Data).Except(reached));
    }

    [Fact]
    public void Readme_Picture_IsSmall() =>
        Assert.InRange(new FileInfo(Path.Combine(RepositoryFiles.Root, "docs/page.webp")).Length, 10_000, 150_000);

    private static IEnumerable<(string File, string Anchor)> LinksOf(string page)
    {
        var at = Path.Combine(RepositoryFiles.Root, Path.GetDirectoryName(page)!);
        foreach (var target in Links().Matches(RepositoryFiles.Read(page)).Select(match => match.Groups["target"].Value))
        {
            if (Workflow().Match(target) is { Success: true } workflow)
            {
                yield return ($".github/workflows/{workflow.Groups["file"].Value}", ""); // as GitHub resolves it on the page
            }
            else if (!target.Contains(':', StringComparison.Ordinal))
            {
                var parts = target.Split('#');
                var file = parts[0].Length == 0
                    ? page
                    : Path.GetRelativePath(RepositoryFiles.Root, Path.GetFullPath(Path.Combine(at, parts[0])));
                yield return (file.Replace('\\', '/'), parts.Length > 1 ? parts[1] : "");
            }
        }
    }

    // As GitHub makes them: lower case, no punctuation, a dash for each space.
    private static IEnumerable<string> AnchorsOf(string page) =>
        Headings().Matches(RepositoryFiles.Read(page)).Select(match =>
            Punctuation().Replace(match.Groups["text"].Value.Trim().ToLowerInvariant(), "").Replace(' ', '-'));

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Links();

    [GeneratedRegex(@"^\.\./\.\./actions/workflows/(?<file>\w+\.yml)(/badge\.svg)?$")]
    private static partial Regex Workflow();

    [GeneratedRegex(@"^#+ (?<text>.+)$", RegexOptions.Multiline)]
    private static partial Regex Headings();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex Punctuation();
}
