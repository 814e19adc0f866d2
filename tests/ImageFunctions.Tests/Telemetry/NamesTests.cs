using System.Diagnostics.Metrics;
using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using ImageFunctions.Requests;
using ImageFunctions.Telemetry;
using ImageFunctions.Tests.Infra;
using ImageFunctions.Tests.Requests;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace ImageFunctions.Tests.Telemetry;

/// <summary>What asks for telemetry, in documents, workbook and alerts, asks for names that the code gives.</summary>
public sealed partial class NamesTests
{
    // Of the service's own requests, RequestTelemetry; the rest of the table is Application Insights'.
    private static readonly string[] OfRequests = ["images.outcome"];

    private readonly HashSet<string> instruments = [];
    private readonly HashSet<string> tags = [];

    public static TheoryData<string> Queries =>
        [.. Sources().SelectMany(text => Quoted().Matches(text).Select(match => match.Value)).Distinct()];

    [Theory]
    [MemberData(nameof(Queries))]
    public void Query_Name_IsOneThatTheCodeGives(string query)
    {
        Record();
        var stages = typeof(ImageActivities)
            .GetFields().Where(field => field.IsLiteral).Select(field => (string)field.GetRawConstantValue()!).ToHashSet();

        Assert.All(Texts().Matches(query).Select(match => match.Groups["text"].Value), name =>
            Assert.True(
                query.StartsWith("Name", StringComparison.Ordinal) ? instruments.Contains(
                    name) || stages.Contains(name) : tags.Contains(name) || OfRequests.Contains(name), name));
    }

    [Fact]
    public void Documents_Table_NamesEveryInstrument()
    {
        Record();
        var operate = RepositoryFiles.Read("docs/operate.md");

        Assert.All(instruments, name => Assert.Contains($"`{name}`", operate, StringComparison.Ordinal));
    }

    [Fact]
    public void EventIds_AreUnique()
    {
        var events = typeof(ImageActivities).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Select(method => (method.Name, method.GetCustomAttribute<LoggerMessageAttribute>()?.EventId))
            .Where(log => log.EventId is not null).ToList();

        Assert.True(events.Count > 10);
        Assert.All(events.GroupBy(log => log.EventId), same => Assert.Single(same));
    }

    private static IEnumerable<string> Sources()
    {
        yield return RepositoryFiles.Read("docs/operate.md");
        yield return RepositoryFiles.Read("infra/modules/alerts.bicep");
        using var workbook = JsonDocument.Parse(RepositoryFiles.Read("infra/workbook.json"));
        foreach (var item in workbook.RootElement.GetProperty("items")
            .EnumerateArray().Where(item => item.GetProperty("content").TryGetProperty("query", out _)))
        {
            yield return item.GetProperty("content").GetProperty("query").GetString()!;
        }
    }

    // Everything that the meter can tell, told once.
    private void Record()
    {
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter.Name == ImageMetrics.MeterName)
            {
                instruments.Add(instrument.Name);
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<double>((_, _, pairs, _) => Add(pairs));
        listener.SetMeasurementEventCallback<long>((_, _, pairs, _) => Add(pairs));
        listener.Start();
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var metrics = new ImageMetrics(services.GetRequiredService<IMeterFactory>());
        metrics.Watch(() => 0, () => 0);
        metrics.Answered("hit", 200, TimeSpan.Zero, 1, collapsed: true);
        Assert.True(ImageFormats.TryFromExtension("webp", out var webp));
        var variant = new Variant(Paths.Path("/images/a.jpg"), Paths.Path("/images/100x100/webp/a.jpg"), Paths.Dimension("100x100"), webp);
        metrics.Made(variant, TimeSpan.Zero, TimeSpan.Zero, (1, 2), wasRead: true);

        void Add(ReadOnlySpan<KeyValuePair<string, object?>> pairs)
        {
            foreach (var pair in pairs)
            {
                tags.Add(pair.Key);
            }
        }
    }

    [GeneratedRegex(@"Name == ""[^""]*""|Name in \([^)]*\)|Properties\[""[^""]*""\]")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"""(?<text>[^""]*)""")]
    private static partial Regex Texts();
}
