using ImageFunctions.Tests.Fixtures;
using LocalFrontDoor.Edge;
using Xunit;

namespace ImageFunctions.Tests.LocalFrontDoor.Edge;

public sealed class EdgeCacheTests : IDisposable
{
    private readonly ManualTime time = new();
    private readonly EdgeCache cache;

    public EdgeCacheTests() => cache = new EdgeCache(time, capacity: 1 << 20);

    public void Dispose() => cache.Dispose();

    [Fact]
    public void Find_LifetimeOver_IsGone()
    {
        var key = Put("/images/cat.jpg", lifetime: TimeSpan.FromSeconds(60));

        time.Pass(TimeSpan.FromSeconds(59));
        Assert.Equal(59, cache.Find(key)?.AgeInSeconds(time.GetUtcNow()));
        time.Pass(TimeSpan.FromSeconds(1));
        Assert.Null(cache.Find(key));
    }

    [Fact]
    public void Store_LargerThanTheCache_IsNotStored()
    {
        var key = Put("/images/huge.jpg", bytes: 2 << 20);

        Assert.Null(cache.Find(key));
    }

    [Fact]
    public void Store_PurgedSinceItWasAskedFor_IsNotStored()
    {
        var before = cache.Purges;
        cache.Purge("/anything");

        var key = Put("/images/cat.jpg", purges: before);

        Assert.Null(cache.Find(key));
    }

    [Theory]
    [InlineData("/images/cat.jpg", 3)]
    [InlineData("/IMAGES/Cat.JPG", 3)]
    [InlineData("/images/*", 5)]
    [InlineData("/Images/Holiday/*", 1)]
    [InlineData("/*", 6)]
    [InlineData("/images/gr%C3%BCn%20tee.jpg", 1)]
    [InlineData("/images/grün tee.jpg", 1)]
    [InlineData("/images/GR%C3%BCN%20TEE.jpg", 1)]
    [InlineData("/images/cat.jp", 0)]
    [InlineData("/images", 0)]
    public void Purge_PathOrWildcard_DropsEveryQueryOfIt(string path, int dropped)
    {
        Put("/images/cat.jpg");
        Put("/images/cat.jpg", query: "d=100x100");
        Put("/images/CAT.jpg", query: "d=200x200");
        Put("/images/holiday/sea.jpg");
        Put("/images/grün tee.jpg");
        Put("/other/cat.jpg");

        Assert.Equal(dropped, cache.Purge(path));
        Assert.Equal(6 - dropped, cache.Purge("/*"));
    }

    [Theory]
    [InlineData("/images/cat.jpg", true)]
    [InlineData("/", true)]
    [InlineData("/images/*", true)]
    [InlineData("/*", true)]
    [InlineData("", false)]
    [InlineData("images/cat.jpg", false)]
    [InlineData("/images/c*", false)]
    [InlineData("/*/cat.jpg", false)]
    public void IsValid_Path_AgreesWithFrontDoor(string path, bool expected) => Assert.Equal(expected, PurgePath.IsValid(path));

    private CacheKey Put(string path, string query = "", int bytes = 10, TimeSpan? lifetime = null, long? purges = null)
    {
        var key = new CacheKey("localhost", path, query);
        cache.Store(
            key, new StoredAnswer(200, [], new byte[bytes], time.GetUtcNow(), lifetime ?? TimeSpan.FromHours(1)), purges ?? cache.Purges);
        return key;
    }
}
