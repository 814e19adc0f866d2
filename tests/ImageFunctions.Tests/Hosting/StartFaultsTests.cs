using ImageFunctions.Tests.Fixtures;
using LocalFrontDoor.Processes;
using Xunit;

namespace ImageFunctions.Tests.Hosting;

public class StartFaultsTests
{
    private const string Port = "FUNCTIONS_CUSTOMHANDLER_PORT";

    // The Functions host never restarts a handler that exits with 0.
    [Fact]
    public async Task Start_SeveralSettingsWrong_NamesThemAllAndExitsWithOne()
    {
        var failure = await FailAsync(
            ("Images__AllowedDimensions", "100,abc"), ("Images__VariancePercent", "-1"), ("ImageStorage", "AccountKey=c2VjcmV0"));

        Assert.Equal(1, failure.ExitCode);
        Assert.Contains("ImageFunctions cannot start: 4 settings are wrong.", failure.Output);
        Assert.Contains(failure.Output, line => line.StartsWith("  - Images__AllowedDimensions holds '100'.", StringComparison.Ordinal));
        Assert.Contains(failure.Output, line => line.StartsWith("  - Images__AllowedDimensions holds 'abc'.", StringComparison.Ordinal));
        Assert.Contains(failure.Output, line => line.StartsWith("  - Images__VariancePercent is '-1'.", StringComparison.Ordinal));
        Assert.Contains(
            failure.Output, line => line.StartsWith("  - ImageStorage is no storage connection string.", StringComparison.Ordinal));
        Assert.DoesNotContain(failure.Output, line => line.Contains("c2VjcmV0", StringComparison.Ordinal));
        Assert.DoesNotContain(failure.Output, line => line.Contains("   at ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Images__AllowedDimensions", "100,abc")]
    [InlineData("Images__VariancePercent", "-1")]
    [InlineData("ImageStorage", "")]
    [InlineData(Port, "0")]
    [InlineData(Port, "seventy")]
    [InlineData(Port, "70000")]
    public async Task Start_OneSettingWrong_NamesItAndExitsWithOne(string name, string value)
    {
        var failure = await FailAsync((name, value));

        Assert.Equal(1, failure.ExitCode);
        Assert.Contains(failure.Output, line => line.StartsWith($"  - {name} ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Start_DimensionThatNoWidthLeadsTo_IsWarnedOf()
    {
        await using var origin = await RunningOrigin.StartAsync(
            "UseDevelopmentStorage=true", ("Images__AllowedDimensions", "responsive,640x360"));

        await origin.WaitForLogAsync(
            "Images__AllowedDimensions holds 640x360, which no value of d leads to: 640x stands before it and is as wide.");
    }

    private static async Task<ChildProcessException> FailAsync(params (string Name, string Value)[] settings) =>
        await Assert.ThrowsAsync<ChildProcessException>(async () =>
        {
            await using var _ = await RunningOrigin.StartAsync("UseDevelopmentStorage=true", settings);
        });
}
