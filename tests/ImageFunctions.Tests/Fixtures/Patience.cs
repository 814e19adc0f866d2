using Xunit;

namespace ImageFunctions.Tests.Fixtures;

/// <summary>Waits for conditions, but not for ever: what hangs is a failure, with a name.</summary>
internal static class Patience
{
    /// <summary>For a test's own <c>Timeout</c>, where all of it may hang.</summary>
    public const int Milliseconds = 30_000;

    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(Milliseconds);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    /// <summary>Asks again and again until it is so.</summary>
    public static async Task UntilAsync(Func<Task<bool>> condition)
    {
        var deadline = DateTimeOffset.UtcNow + Longest;
        while (!await condition())
        {
            Assert.True(DateTimeOffset.UtcNow < deadline, "What was waited for did not come.");
            await Task.Delay(Pause, TestContext.Current.CancellationToken);
        }
    }

    /// <inheritdoc cref="UntilAsync(Func{Task{bool}})"/>
    public static Task UntilAsync(Func<bool> condition) => UntilAsync(() => Task.FromResult(condition()));

    /// <summary>Waits for what another side does.</summary>
    public static Task InTime(this Task task) => task.WaitAsync(Longest, TestContext.Current.CancellationToken);

    /// <inheritdoc cref="InTime(Task)"/>
    public static Task<T> InTime<T>(this Task<T> task) => task.WaitAsync(Longest, TestContext.Current.CancellationToken);
}
