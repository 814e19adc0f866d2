using LocalFrontDoor.Processes;
using Xunit;

namespace ImageFunctions.Tests.LocalFrontDoor.Processes;

public class OriginProcessTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task StartAsync_ProgramMissing_NamesIt()
    {
        var failure = await Assert.ThrowsAsync<ChildProcessException>(
            () => OriginProcess.StartAsync("", executable: Path.GetFullPath("no-such-program"), cancellation: Cancellation));

        Assert.Contains("no-such-program", failure.Message, StringComparison.Ordinal);
        Assert.Null(failure.ExitCode);
    }

    [Fact]
    public async Task StartAsync_ProgramEndsAtOnce_ReportsExitCodeAndOutput()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The program of this test is a shell script.");
        var program = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid()}.sh");
        await File.WriteAllTextAsync(program, "#!/bin/sh\necho port $FUNCTIONS_CUSTOMHANDLER_PORT\necho $Images__Formats >&2\nexit 7\n", Cancellation);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.UserWrite);
        }

        var settings = new Dictionary<string, string> { ["Images__Formats"] = "png-please" };
        try
        {
            var failure = await Assert.ThrowsAsync<ChildProcessException>(
                () => OriginProcess.StartAsync("", settings, program, Cancellation));

            Assert.Equal(7, failure.ExitCode);
            Assert.Contains(failure.Output, line => line.StartsWith("port ", StringComparison.Ordinal) && int.TryParse(line[5..], out _));
            Assert.Contains("png-please", failure.Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(program);
        }
    }
}
