using ImageFunctions.Http;
using ImageFunctions.Lifecycle;
using ImageFunctions.Tests.Fixtures;
using Xunit;

namespace ImageFunctions.Tests.Http;

public class ServerTimingTests
{
    private static readonly MakeTiming Made = new(Milliseconds(2), Milliseconds(3.25), Milliseconds(1234.56));

    [Fact]
    public void Format_Hit_HasTheLookupAlone() => Assert.Equal("lookup;dur=1.5", ServerTiming.Format(Milliseconds(1.5)));

    [Fact]
    public void Format_Made_HasThePartsThatHappened()
    {
        using var _ = new InCulture("de-DE");

        Assert.Equal("lookup;dur=0.0, source;dur=2.0, decode;dur=3.3, encode;dur=1234.6", ServerTiming.Format(TimeSpan.Zero, Made));
    }

    private static TimeSpan Milliseconds(double count) => TimeSpan.FromMilliseconds(count);
}
