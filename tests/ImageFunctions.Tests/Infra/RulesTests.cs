using System.Text.Json;
using ImageFunctions.Requests;
using ImageFunctions.Settings;
using Xunit;

namespace ImageFunctions.Tests.Infra;

/// <summary>The rules of Front Door and the origin behind them must mean the same by the same words.</summary>
public class RulesTests
{
    private static readonly JsonElement Rules = JsonDocument.Parse(RepositoryFiles.Read("infra/frontdoor-rules.json")).RootElement;

    [Fact]
    public void EveryRule_SetsTheHeaderThatTheOriginReads()
    {
        Assert.All(Rules.EnumerateArray(), rule => Assert.Contains(
            Actions(rule, "ModifyRequestHeader"),
            parameters => parameters.GetProperty("headerName").GetString() == ImageFormats.Header
                && parameters.GetProperty("headerAction").GetString() == "Overwrite"));
    }

    [Fact]
    public void CachedClass_AsksForAFormatThatIsOfferedByDefault_AndKeysByDAlone()
    {
        var rule = Assert.Single(Rules.EnumerateArray(), rule => Name(rule) == "WebpViewers");
        var cache = Assert.Single(Actions(rule, "RouteConfigurationOverride")).GetProperty("cacheConfiguration");
        var header = Assert.Single(Actions(rule, "ModifyRequestHeader"));

        Assert.Contains(header.GetProperty("value").GetString(), new ImageOptions().Formats);
        Assert.Equal("IncludeSpecifiedQueryStrings", cache.GetProperty("queryStringCachingBehavior").GetString());
        Assert.Equal("d", cache.GetProperty("queryParameters").GetString());
        Assert.NotNull(DimensionParameter.Read($"?{cache.GetProperty("queryParameters").GetString()}=100x100"));
    }

    [Fact]
    public void UncachedClass_AsksForNoFormat()
    {
        var rule = Assert.Single(Rules.EnumerateArray(), rule => !Actions(rule, "RouteConfigurationOverride").Any());
        var value = Assert.Single(Actions(rule, "ModifyRequestHeader")).GetProperty("value").GetString();

        Assert.Null(new FormatChoice(["webp", "avif"]).Choose(value, []));
    }

    [Fact]
    public void Bicep_DeploysThisFileAndNoRuleOfItsOwn()
    {
        string[] folders = ["infra", "infra/modules"]; // not infra/obj, where infra/check keeps what it makes
        var all = string.Concat(
            folders.SelectMany(folder => Directory.EnumerateFiles(Path.Combine(RepositoryFiles.Root, folder), "*.bicep"))
                .Select(File.ReadAllText));

        Assert.Contains("frontdoor-rules.json')", all, StringComparison.Ordinal);
        Assert.DoesNotContain(ImageFormats.Header, all, StringComparison.Ordinal);
    }

    // One address, one picture: only then may all viewers share an entry.
    [Fact]
    public void VariantPaths_AreCachedWithWhatNegotiatesNothing()
    {
        var rule = Assert.Single(Rules.EnumerateArray(), rule => Name(rule) == "VariantPaths");
        var value = Assert.Single(Actions(rule, "ModifyRequestHeader")).GetProperty("value").GetString();
        var patterns = rule.GetProperty("conditions")[0].GetProperty("parameters").GetProperty("matchValues");
        var (pattern, info) = (patterns[0].GetString()!, patterns[1].GetString()!);

        Assert.Null(new FormatChoice(["webp", "avif"]).Choose(value, []));
        Assert.Single(Actions(rule, "RouteConfigurationOverride"));
        Assert.Matches(info, "info/images/cat.jpg");
        Assert.DoesNotMatch(info, "images/info/cat.jpg");
        foreach (var format in new[] { "jpg", "jpeg", "png", "gif", "webp", "avif" })
        {
            Assert.True(ImageFormats.TryFromExtension(format, out _));
            Assert.Matches(pattern, $"images/800x/{format}/cat.jpg");
        }
    }

    private static string? Name(JsonElement rule) => rule.GetProperty("name").GetString();

    private static IEnumerable<JsonElement> Actions(JsonElement rule, string name) => rule.GetProperty("actions").EnumerateArray()
        .Where(action => action.GetProperty("name").GetString() == name).Select(action => action.GetProperty("parameters"));
}
