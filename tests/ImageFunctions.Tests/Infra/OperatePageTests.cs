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

    [Theory]
    [InlineData("hits", "hit, 8 at once, 4 originals")]
    [InlineData("misses", "miss, 8 at once")]
    public void RequestsOfAnInstance_AreThoseOfTheMeasuredCpu(string what, string job)
    {
        double[] cores = [0.25, 1, 2]; // as documented for 512, 2,048 and 4,096 MB
        var measured = RepositoryFiles.Read("docs/performance.md").Split('\n').Single(
            line => line.StartsWith($"| {job} | ImageFunctions |", StringComparison.Ordinal));
        var milliseconds = double.Parse(measured.Split('|')[3], CultureInfo.InvariantCulture);
        var row = Page.Split('\n').Single(line => line.StartsWith($"| {what} a second", StringComparison.Ordinal)).Split('|')[2..5];

        Assert.All(row.Zip(cores), cell => Assert.InRange(
            double.Parse(cell.First, NumberStyles.Any, CultureInfo.InvariantCulture) / (1000 / milliseconds * cell.Second), 0.9, 1.1));
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
