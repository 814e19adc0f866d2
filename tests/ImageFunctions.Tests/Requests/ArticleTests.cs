using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using ImageFunctions.Requests;
using ImageFunctions.Tests.Infra;
using Xunit;

namespace ImageFunctions.Tests.Requests;

/// <summary>
/// Our rewrite against the article's rule, run by Node (bench/peers/article-rewrite.mjs): the same but for a list of differences.
/// </summary>
public partial class ArticleTests
{
    private const string Chrome = "image/avif,image/webp,image/apng,image/*,*/*;q=0.8";

    // The driver: a list of requests on standard input, a list of paths on standard output; what the article's function dies of is null.
    private const string Driver =
        """
        import { rewrite } from './bench/peers/article-rewrite.mjs';
        import { text } from 'node:stream/consumers';
        function path({ Path, Query, Accept }) {
          try { return (rewrite(Path, Query, Accept) ?? { path: Path }).path; } catch { return null; }
        }
        console.log(JSON.stringify(JSON.parse(await text(process.stdin)).map(path)));
        """;

    /// <summary>Every difference (contract, section 2), with requests that show it.</summary>
    private static readonly (string Name, Func<Request, bool> Explains, Request[] Examples)[] Differences =
    [
        ("JavaScript reads octal, binary and hexadecimal numbers", request => Prefixed().IsMatch(request.Query),
            [Of("d=0o144"), Of("d=0b1100100x9"), Of("d=0X64")]),
        ("JavaScript trims every kind of space from a number",
            request => Uri.UnescapeDataString(request.Query).Any(c => c > '\u007f' && (char.IsWhiteSpace(c) || c == '\ufeff')),
            [Of("d=%C2%A0105"), Of("d=105%E2%80%83x1"), Of("d=%EF%BB%BF105")]),
        (".NET reads over zero characters behind a number", request => request.Query.Contains("%00", StringComparison.Ordinal),
            [Of("d=105%00")]),
        ("only a plain d counts, as in Front Door's cache key", request => request.Query.Contains("%64", StringComparison.Ordinal),
            [Of("%64=305")]),
        ("the article fails on a second d", request => request.Query.Split('&').Count(pair => pair.Split('=')[0] is "d" or "%64") > 1,
            [Of("d=305&d=105")]),
        ("the article fails on names without extension, or takes a folder's",
            request => !request.Path.Split('/')[^1].Contains('.', StringComparison.Ordinal),
            [Of("d=105", "/images/v1.2/cat")]),
        ("an empty extension is none", request => request.Path.EndsWith('.'),
            [Of("d=105", "/images/cat.")]),
        ("the original's own format is written in lower case, and is jpg where it is none that we write",
            request => request.Path.Split('.')[^1] is not ("jpg" or "jpeg" or "png" or "gif" or "webp" or "avif"),
            [Of("d=105", "/images/cat.JPG", "*/*"), Of("d=105", "/images/cat.tif", "*/*")]),
        ("q=0 is no, and a type is a whole word",
            request => request.Accept is "image/webp;q=0" or "image/webpx",
            [Of("d=105", accept: "image/webp;q=0"), Of("d=105", accept: "image/webpx")]),
    ];

    [Fact]
    public async Task Apply_RandomRequests_IsTheArticlesButForTheList()
    {
        var random = new Random(20261124);
        Request[] requests = [.. Enumerable.Range(0, 20_000).Select(_ => Next(random))];

        var article = await RunArticleAsync(requests);

        var unexplained = requests.Zip(article)
            .Where(pair => Ours(pair.First) != pair.Second && !Differences.Any(difference => difference.Explains(pair.First)))
            .Select(pair => $"{pair.First}: ours {Ours(pair.First)}, the article's {pair.Second}");
        Assert.Empty(unexplained);
        Assert.True(requests.Zip(article).Count(pair => pair.Second is not null && pair.Second != pair.First.Path) > 5000);
    }

    [Fact]
    public async Task Apply_EveryListedDifference_IsOne()
    {
        Request[] examples = [.. Differences.SelectMany(difference => difference.Examples)];

        var article = await RunArticleAsync(examples);

        Assert.All(
            Differences,
            difference => Assert.All(difference.Examples, example => Assert.True(difference.Explains(example), difference.Name)));
        Assert.All(examples.Zip(article), pair => Assert.NotEqual(Ours(pair.First), pair.Second));
    }

    [Fact]
    public async Task Apply_EveryWidthTo5000_IsTheArticles()
    {
        Request[] requests = [.. Enumerable.Range(1, 5000).Select(width => Of($"d={width}x{width}"))];

        Assert.Equal(await RunArticleAsync(requests), requests.Select(Ours));
    }

    private static string? Ours(Request request)
    {
        var path = Paths.Path(request.Path);
        if (DimensionParameter.Read("?" + request.Query) is not { } dimension)
        {
            return path.ToString();
        }

        var rewrite = new Rewrite(Paths.DefaultSnap(), new FormatChoice(["webp"]));
        return rewrite.Apply(path, dimension, null, request.Accept is null ? [] : [request.Accept]).Value?.Path.ToString();
    }

    private static Request Of(string query, string path = "/images/a/cat.jpg", string? accept = Chrome) => new(path, query, accept);

    private static Request Next(Random random)
    {
        string[] pieces =
        [
            "0", "1", "2",
            "3", "4", "5", "8", "9", "10", "20", "105", "240", ".", "-", "+", "e", "E", "e2", "x", "x", "X", " ", "%20", "%09", "%0B",
            "%C2%A0", "%EF%BB%BF",
            "%E2%80%83", "%00", "0o", "0b", "0x", "_", ",", "%2C", "px", "NaN", "Infinity", "%", "%zz", "%FF", "%D9%A1", "n", "(",
        ];
        string[] names = ["d", "d", "d", "d", "d", "d", "d", "d", "%64", "D", "w", "dd"];
        string[] paths =
        [
            "/images/cat.jpg",
            "/images/a/b/cat.png", "/photos/c.at.webp", "/images/v1.2/cat.gif", "/images/x.avif", "/images/cat.JPG", "/images/cat",
            "/images/v1.2/cat", "/images/cat.tif", "/images/.jpg", "/images/cat.", "/images/ä ö.jpeg",
        ];
        string?[] accepts =
            [Chrome, "image/webp", "*/*", "image/*", null, "image/webp;q=0", "image/webp;q=0.5", "text/html", "image/webpx", "IMAGE/PNG"];
        var value = random.Next(3) == 0
            ? random.Next(600).ToString(CultureInfo.InvariantCulture) + (random.Next(2) == 0 ? "x9" : "")
            : string.Concat(random.GetItems(pieces, random.Next(6)));
        var query = $"{random.GetItems(names, 1)[0]}={value}{random.GetItems(["", "", "", "", "", "", "", "&d=300", "&utm=5", "&"], 1)[0]}";
        return new Request(random.GetItems(paths, 1)[0], query, random.GetItems(accepts, 1)[0]);
    }

    private static async Task<string?[]> RunArticleAsync(Request[] requests)
    {
        var start = new ProcessStartInfo("node", ["--input-type=module", "--eval", Driver])
        {
            WorkingDirectory = RepositoryFiles.Root,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        using var node = Process.Start(start)!;
        await node.StandardInput.WriteAsync(JsonSerializer.Serialize(requests));
        node.StandardInput.Close();
        var paths = await node.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await node.WaitForExitAsync(TestContext.Current.CancellationToken);
        return JsonSerializer.Deserialize<string?[]>(paths)!;
    }

    [GeneratedRegex("0[obx]", RegexOptions.IgnoreCase)]
    private static partial Regex Prefixed();

    private sealed record Request(string Path, string Query, string? Accept);
}
