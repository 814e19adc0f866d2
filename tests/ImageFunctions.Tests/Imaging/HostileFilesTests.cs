using ImageFunctions.Tests.Fixtures;
using Xunit;

namespace ImageFunctions.Tests.Imaging;

public class HostileFilesTests
{
    [Fact]
    public async Task Make_EveryHostileFile_AnswersWithinTimeAndMemory()
    {
        var (exitCode, output) = await TortureProcess.RunAsync("hostile");

        Assert.True(exitCode == 0, $"Exit code {exitCode}.\n{output}");
    }
}
