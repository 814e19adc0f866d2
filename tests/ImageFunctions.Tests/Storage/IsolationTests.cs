using ImageFunctions.Tests.Fixtures;
using ImageFunctions.Tests.Http;
using Xunit;

namespace ImageFunctions.Tests.Storage;

/// <summary>The account may hold the host's own secrets: what is not served is refused before storage is asked.</summary>
public class IsolationTests(AzuriteFixture azurite, ProxiedOriginFixture origin) : ProxiedTest(azurite, origin)
{
    private const string Hidden = OriginFixture.HiddenContainer;

    [Theory]
    [InlineData("/{0}/{1}/photo.jpg")]
    [InlineData("/{0}/{1}/photo.jpg?d=100")]
    [InlineData("/{0}%2F{1}%2Fphoto.jpg?d=100")]
    [InlineData("/images/../{0}/{1}/photo.jpg?d=100")] // resolved by the server
    [InlineData("/images%2F..%2F{0}%2F{1}%2Fphoto.jpg?d=100")]
    [InlineData("/images/..%2F{0}/{1}/photo.jpg")]
    [InlineData("/images/%2e%2e/{0}/{1}/photo.jpg")]
    [InlineData("/images/..%5C{0}%5C{1}%5Cphoto.jpg")]
    [InlineData("/images%00/../{0}/{1}/photo.jpg")]
    [InlineData("/IMAGES/{1}/photo.jpg")]
    [InlineData("/$root/{1}/photo.jpg")]
    [InlineData("//{0}/{1}/photo.jpg")]
    public async Task Get_ContainerThatIsNotServed_IsRefusedWithoutAskingStorage(string target)
    {
        await UploadAsync("photo.jpg", TestImages.Jpeg(64, 48), container: Hidden);

        var answer = await Site.GetWebpAsync(string.Format(null, target, Hidden, Folder));

        Assert.True(answer.Status is 400 or 404, $"It answered {answer.Status}.");
        Assert.DoesNotContain(
            Proxy.Calls,
            call => call.Path.Contains(Hidden, StringComparison.Ordinal) || call.Path.Contains(Folder, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Get_RefusedForOtherReasons_DoesNotAskStorageEither()
    {
        Problems.AssertIs(await Site.SendAsync(HttpMethod.Delete, Url("photo.jpg")), 405);
        Problems.AssertIs(await Site.GetAsync(Url("photo?d=100")), 400);
        Problems.AssertIs(await Site.GetAsync(Url("a%5C.jpg")), 400);

        Assert.DoesNotContain(Proxy.Calls, call => call.Path.Contains(Folder, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Get_Hit_AsksForVariantAndOriginalOnceAndNothingElse()
    {
        await UploadAsync("photo.jpg", TestImages.Jpeg(64, 48));
        await Site.GetWebpAsync(Url("photo.jpg?d=100"));
        await Patience.UntilAsync(LooksAgain); // the last call of what made it
        var before = Calls().Count();

        Assert.Equal("ImageFunctions; hit", (await Site.GetWebpAsync(Url("photo.jpg?d=100")))["Cache-Status"]);

        Assert.Equal(["GET 100x100/webp/photo.jpg", "HEAD photo.jpg"], Calls().Skip(before).Order());

        bool LooksAgain() => Calls().SkipWhile(call => call != "PUT 100x100/webp/photo.jpg").Contains("HEAD photo.jpg");

        IEnumerable<string> Calls() => Proxy.Calls.Where(call => call.Path.Contains(Folder, StringComparison.Ordinal))
            .Select(call => $"{call.Method} {call.Path[(call.Path.IndexOf(Folder, StringComparison.Ordinal) + Folder.Length + 1)..]}");
    }
}
