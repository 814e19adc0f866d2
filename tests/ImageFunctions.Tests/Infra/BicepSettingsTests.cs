using System.Reflection;
using System.Text.RegularExpressions;
using ImageFunctions.Settings;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace ImageFunctions.Tests.Infra;

/// <summary>Code and Bicep must not tell two stories of one setting.</summary>
public partial class BicepSettingsTests
{
    private static readonly string Bicep = RepositoryFiles.Read("infra/main.bicep");

    public static TheoryData<string> Settings =>
        [.. typeof(ImageOptions).GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(p => p.Name)];

    [Theory]
    [MemberData(nameof(Settings))]
    public void Setting_InBicep_IsPassedOnWithTheDefaultOfTheCode(string name)
    {
        var parameter = Assert.Single(Parameters().Matches(Bicep), match => match.Groups["name"].Value == name);
        Assert.Single(
            Lines().Matches(Bicep),
            match => match.Groups["name"].Value == name
                && match.Groups["value"].Value.Contains($"images{name}", StringComparison.Ordinal));
        if (parameter.Groups["optional"].Success)
        {
            return; // not set: the code's own default
        }

        var faults = new List<string>();
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new($"Images:{name}", parameter.Groups["default"].Value.Trim('\''))]).Build();
        var configured = ImageOptionsReader.Read(configuration, faults);

        Assert.Empty(faults);
        Assert.Equal(Show(new ImageOptions(), name), Show(configured, name));
    }

    [Fact]
    public void Bicep_ImageParameters_AreSettingsOfTheCode()
    {
        var known = typeof(ImageOptions).GetProperties().Select(p => p.Name).ToHashSet();

        Assert.All(Parameters().Matches(Bicep), match => Assert.Contains(match.Groups["name"].Value, known));
        Assert.All(Lines().Matches(Bicep), match => Assert.Contains(match.Groups["name"].Value, known));
    }

    private static string Show(ImageOptions options, string name)
    {
        var value = typeof(ImageOptions).GetProperty(name)!.GetValue(options);
        return value is System.Collections.IEnumerable items and not string ? string.Join(", ", items.Cast<object>()) : $"{value}";
    }

    [GeneratedRegex(@"^param images(?<name>\w+) \w+(?:(?<optional>\?)|(?: = (?<default>[^\r\n]+)))\r?$", RegexOptions.Multiline)]
    private static partial Regex Parameters();

    [GeneratedRegex(@"^  Images__(?<name>\w+): (?<value>.+)$", RegexOptions.Multiline)]
    private static partial Regex Lines();
}
