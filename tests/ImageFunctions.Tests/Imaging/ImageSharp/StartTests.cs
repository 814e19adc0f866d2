using ImageFunctions.Tests.Fixtures;
using LocalFrontDoor.Processes;
using Xunit;

namespace ImageFunctions.Tests.Imaging;

public class StartTests
{
    [Fact]
    public async Task Start_WhatTheEngineCannotDo_IsNamedWithSettingAndEngineAndExitsWithOne()
    {
        var failure = await Assert.ThrowsAsync<ChildProcessException>(async () =>
        {
            await using var _ = await RunningOrigin.StartAsync(
                "UseDevelopmentStorage=true", ("Images__Formats", "avif,webp"), ("Images__Crop", "entropy"));
        });

        Assert.Equal(1, failure.ExitCode);
        Assert.Contains(
            "  - Images__Formats names avif, which the engine ImageSharp cannot write: leave it out (the default engine, Vips, can).",
            failure.Output);
        Assert.Contains(
            "  - Images__Crop is entropy, which the engine ImageSharp cannot do: centre it can (the default engine, Vips, can).",
            failure.Output);
    }
}
