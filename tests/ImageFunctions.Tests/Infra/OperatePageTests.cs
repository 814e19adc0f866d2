using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using ImageFunctions.Telemetry;
using Microsoft.Extensions.Logging;
using Xunit;

namespace ImageFunctions.Tests.Infra;

/// <summary>docs/operate.md names every event and every metric that the service has, and no other.</summary>
public partial class OperatePageTests
{
    private static readonly string Page = RepositoryFiles.Read("docs/operate.md");

    [Fact]
    public void Events_OfTheService_AreThoseOfThePage()
    {
        var events = typeof(ImageMetrics).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Select(method => method.GetCustomAttribute<LoggerMessageAttribute>())
            .OfType<LoggerMessageAttribute>()
            .Select(message => string.Create(CultureInfo.InvariantCulture, $"{message.EventId} {message.Level}"));

        Assert.Equal(EventRows().Matches(Page).Select(row => $"{row.Groups["id"]} {row.Groups["level"]}").Order(), events.Order());
    }

    [Fact]
    public void Metrics_OfTheService_AreThoseOfThePage()
    {
        var files = Directory.EnumerateFiles(Path.Combine(RepositoryFiles.Root, "src/ImageFunctions"), "*.cs", SearchOption.AllDirectories);
        var sources = files.Where(file => !file.Contains("/obj/", StringComparison.Ordinal)).Select(File.ReadAllText);
        var metrics = sources.SelectMany(source => Instruments().Matches(source)).Select(match => match.Groups["name"].Value);
        var rows = MetricRows().Matches(Page).SelectMany(row => Names().Matches(row.Value)).Select(match => match.Value);

        Assert.Equal(rows.Distinct().Order(), metrics.Order());
    }

    [GeneratedRegex(@"^\| (?<id>\d+) \| (?<level>\w+) \|", RegexOptions.Multiline)]
    private static partial Regex EventRows();

    [GeneratedRegex(@"\.Create\w+(<\w+>)?\(\s*""(?<name>images\.[a-z_.]+)""")]
    private static partial Regex Instruments();

    [GeneratedRegex(@"^\| `images\.[^|]+\|", RegexOptions.Multiline)]
    private static partial Regex MetricRows();

    [GeneratedRegex(@"images\.[a-z_.]+")]
    private static partial Regex Names();
}
