using ImageFunctions.Imaging;
using ImageFunctions.Settings;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace ImageFunctions.Tests.Imaging;

public class IdleTrimTests
{
    [Fact]
    public async Task Touch_OnceOrOften_GivesBackAfterwards()
    {
        var trimmed = new TaskCompletionSource();
        using var idle = new IdleTrim(() => trimmed.TrySetResult(), TimeProvider.System);

        idle.Touch();
        idle.Touch();

        await trimmed.Task.WaitAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Run_OnConversionThreads_TouchesIt()
    {
        var trimmed = new TaskCompletionSource();
        using var idle = new IdleTrim(() => trimmed.TrySetResult(), TimeProvider.System);
        var options = new ImageOptions { MaxConcurrency = 1 };
        using var threads = new ConversionThreads(options, new ImageEngine(options, NullLogger<ImageEngine>.Instance), idle);

        await threads.Run(() => 1, TestContext.Current.CancellationToken).Result;

        await trimmed.Task.WaitAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public void Configure_OnGlibc_IsTaken()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && !File.Exists("/etc/alpine-release"), "Only glibc has these functions.");

        Assert.True(NativeHeap.Configure());
        NativeHeap.Trim();
    }
}
