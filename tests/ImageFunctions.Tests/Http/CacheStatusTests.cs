using ImageFunctions.Http;
using Xunit;

namespace ImageFunctions.Tests.Http;

public class CacheStatusTests
{
    [Theory]
    [InlineData(false, false, true, "ImageFunctions; fwd=miss; stored")]
    [InlineData(true, false, true, "ImageFunctions; fwd=stale; stored")]
    [InlineData(false, false, false, "ImageFunctions; fwd=miss")]
    [InlineData(true, false, false, "ImageFunctions; fwd=stale")]
    [InlineData(false, true, true, "ImageFunctions; fwd=miss; stored; collapsed")]
    [InlineData(true, true, false, "ImageFunctions; fwd=stale; collapsed")]
    public void Made_Each_SaysWhatHappened(bool stale, bool collapsed, bool stored, string expected) =>
        Assert.Equal(expected, CacheStatus.Made(stale, collapsed, stored));

    [Fact]
    public void Hit_Always_IsTheContracts() => Assert.Equal("ImageFunctions; hit", CacheStatus.Hit);
}
