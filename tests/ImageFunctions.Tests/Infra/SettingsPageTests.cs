using System.Text.Json;
using System.Text.RegularExpressions;
using ImageFunctions.Settings;
using ImageFunctions.Tests.Settings;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace ImageFunctions.Tests.Infra;

/// <summary>docs/settings.md has every setting that the code reads and no other, with the code's default and Bicep's parameter.</summary>
public sealed partial class SettingsPageTests
{
    // What some settings need beside them to be looked at.
    private static readonly (string, string)[] Surroundings =
    [
        ("ImageStorage", "UseDevelopmentStorage=true"),
        ("ImageQueue", "UseDevelopmentStorage=true"),
        ("FrontDoor__EndpointId", "/subscriptions/s/resourceGroups/g/providers/Microsoft.Cdn/profiles/p/afdEndpoints/e"),
    ];

    // Their defaults depend on the machine.
    private static readonly string[] OfTheMachine = ["Images__MemoryBudgetBytes", "Images__MaxConcurrency"];

    private static readonly MatchCollection Rows = Row().Matches(RepositoryFiles.Read("docs/settings.md"));

    public static TheoryData<string, string> Defaults =>
        [.. Rows.Select(row => (Name(row), row.Groups["default"].Value.Trim()))
            .Where(row => row.Item1.Contains("__", StringComparison.Ordinal))];

    [Fact]
    public void Page_Settings_AreThoseThatTheCodeReads()
    {
        var reads = new Recorder(Surroundings);
        ServiceOptions.Read(new ConfigurationRoot([reads]), _ => [], out _);

        Assert.Equal(reads.Keys.Order(), Rows.Select(Name).Append(ServiceOptions.InsightsConnection).Order());
    }

    [Theory]
    [MemberData(nameof(Defaults))]
    public void Page_Default_IsThatOfTheCode(string name, string cell)
    {
        var values = Code().Matches(cell).Select(match => match.Groups["text"].Value).ToList();
        if (values.Count == 0)
        {
            var property = typeof(ImageOptions).GetProperty(name.Split("__")[1]);
            Assert.Equal(OfTheMachine.Contains(name), cell.Length > 0);
            Assert.True(
                cell.Length > 0 || !name.StartsWith(
                    "Images__", StringComparison.Ordinal) || property!.GetValue(new ImageOptions()) is null, name);
            return;
        }

        Assert.Equal(Read(), Read((name, values[0])));
        if (values is [_, "responsive", var responsive])
        {
            Assert.Equal(
                Read(("Images__AllowedDimensions", "responsive")), Read(("Images__AllowedDimensions", "responsive"), (name, responsive)));
        }
    }

    [Fact]
    public void Page_Bicep_IsWhatTheTemplateTakesOrSets()
    {
        var bicep = RepositoryFiles.Read("infra/main.bicep");
        Assert.All(Rows, row =>
        {
            var set = bicep.Contains($" {Name(row)}: ", StringComparison.Ordinal);
            var expected = !set
                ? ""
                : Name(row).StartsWith("Images__", StringComparison.Ordinal)
                ? $"`images{Name(row)["Images__".Length..]}`"
                : "set";
            Assert.Equal(expected, row.Groups["bicep"].Value.Trim());
        });
    }

    private static string Name(Match row) => row.Groups["name"].Value;

    private static string Read(params (string Name, string Value)[] settings)
    {
        var options = Configurations.Read([.. Surroundings, .. settings]);
        Assert.Empty(options.Faults);
        return JsonSerializer.Serialize(options.Options);
    }

    [GeneratedRegex(@"^\| `(?<name>\w+)` \|(?<default>[^|]*)\|(?<bicep>[^|]*)\|[^|]+\|$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex("`(?<text>[^`]+)`")]
    private static partial Regex Code();

    private sealed class Recorder : ConfigurationProvider
    {
        public Recorder(IEnumerable<(string Name, string Value)> settings)
        {
            foreach (var (name, value) in settings)
            {
                Set(name.Replace("__", ":", StringComparison.Ordinal), value);
            }
        }

        public HashSet<string> Keys { get; } = [];

        public override bool TryGet(string key, out string? value)
        {
            Keys.Add(key.Replace(":", "__", StringComparison.Ordinal));
            return base.TryGet(key, out value);
        }
    }
}
