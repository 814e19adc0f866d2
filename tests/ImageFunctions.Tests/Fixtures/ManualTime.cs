namespace ImageFunctions.Tests.Fixtures;

/// <summary>A clock that stands still until it is told how much time passes.</summary>
internal sealed class ManualTime : TimeProvider
{
    private DateTimeOffset now = DateTimeOffset.UtcNow;

    public override DateTimeOffset GetUtcNow() => now;

    public void Pass(TimeSpan time) => now += time;
}
