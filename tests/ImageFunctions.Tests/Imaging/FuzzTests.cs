using ImageFunctions.Tests.Fixtures;
using Xunit;

namespace ImageFunctions.Tests.Imaging;

/// <summary>A short run of what <c>bench/run torture fuzz</c> does at length.</summary>
public class FuzzTests
{
    [Fact]
    public async Task Make_DamagedFiles_IsAPictureOrARefusal()
    {
        var (exitCode, output) = await TortureProcess.RunAsync("fuzz", "--mutants", "400", "--seconds", "8");

        Assert.True(exitCode == 0, $"Exit code {exitCode}.\n{output}");
        Assert.Contains("200: ", output, StringComparison.Ordinal);
        Assert.Contains("422: ", output, StringComparison.Ordinal);
    }
}
