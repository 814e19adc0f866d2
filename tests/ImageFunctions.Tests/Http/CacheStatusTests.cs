using ImageFunctions.Http;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace ImageFunctions.Tests.Http;

public class CacheStatusTests
{
    [Theory]
    [InlineData(false, false, true, "ImageFunctions; fwd=miss; stored", "miss")]
    [InlineData(true, false, true, "ImageFunctions; fwd=stale; stored", "stale")]
    [InlineData(false, false, false, "ImageFunctions; fwd=miss", "miss")]
    [InlineData(true, false, false, "ImageFunctions; fwd=stale", "stale")]
    [InlineData(false, true, true, "ImageFunctions; fwd=miss; stored; collapsed", "miss")]
    [InlineData(true, true, false, "ImageFunctions; fwd=stale; collapsed", "stale")]
    public void Made_Each_SaysWhatHappened(bool stale, bool collapsed, bool stored, string expected, string outcome) =>
        Assert.Equal((expected, outcome, collapsed), Say(http => CacheStatus.Made(http, stale, collapsed, stored)));

    [Fact]
    public void Hit_Always_IsTheContracts() => Assert.Equal(("ImageFunctions; hit", "hit", false), Say(CacheStatus.Hit));

    private static (string Header, string Outcome, bool Collapsed) Say(Action<HttpContext> say)
    {
        var http = new DefaultHttpContext();
        var outcome = new RequestOutcome();
        http.Features.Set(outcome);
        say(http);
        return (http.Response.Headers[CacheStatus.Header].ToString(), outcome.Name, outcome.Collapsed);
    }
}
