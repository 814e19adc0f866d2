namespace ImageFunctions.Tests.Fixtures;

/// <summary>A clock that stands still until it is told how much time passes.</summary>
internal sealed class ManualTime : TimeProvider
{
    private DateTimeOffset now = DateTimeOffset.UtcNow;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => now;

    public override long GetTimestamp() => now.Ticks;

    public void Pass(TimeSpan time) => now += time;
}
