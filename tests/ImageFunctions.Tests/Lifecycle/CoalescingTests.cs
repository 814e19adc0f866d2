using ImageFunctions.Tests.Fixtures;
using Xunit;

namespace ImageFunctions.Tests.Lifecycle;

public class CoalescingTests(AzuriteFixture azurite, ProxiedOriginFixture origin) : ProxiedTest(azurite, origin)
{
    private const int Viewers = 64;

    // Storage/StorageConnection.cs gives up a call after five seconds by itself.
    private static readonly TimeSpan ShorterThanStoragesOwnTimeout = TimeSpan.FromSeconds(4);

    [Fact]
    public async Task Get_ManyAtOnceForOneMissingVariant_MakesItOnceForAll()
    {
        await UploadAsync("photo.jpg", TestImages.Jpeg(640, 480));

        // The original comes only when others have looked; the store ends only when all have their answer: so all of them met.
        var reading = HoldNext("GET", "photo.jpg");
        var storing = HoldNext("PUT", "100x100/webp/photo.jpg");
        var viewers = Enumerable.Range(0, Viewers).Select(_ => Site.GetWebpAsync(Url("photo.jpg?d=100"))).ToArray();
        await Patience.UntilAsync(() => Count("GET", "100x100/webp/photo.jpg") >= 2); // they look together: not each for himself
        reading.Release();
        var answers = await Task.WhenAll(viewers);
        storing.Release();
        await StoredAsync(Blob("100x100/webp/photo.jpg"));

        Assert.Equal((1, 1), (Count("GET", "photo.jpg"), Count("PUT", "100x100/webp/photo.jpg")));
        Assert.All(answers, answer => Assert.Equal(200, answer.Status));
        Assert.All(answers, answer => Assert.Equal(answers[0].Body, answer.Body));
        Assert.Equal(
            [("ImageFunctions; fwd=miss; stored", 1), ("ImageFunctions; fwd=miss; stored; collapsed", Viewers - 1)],
            answers.CountBy(answer => answer["Cache-Status"]!).Select(count => (count.Key, count.Value)).Order());
    }

    [Fact]
    public async Task Get_ManyAtOnceForWhatIsNoImage_AllGetTheRefusal()
    {
        await UploadAsync("photo.jpg", new byte[100]);
        var reading = HoldNext("GET", "photo.jpg");
        var viewers = Enumerable.Range(0, 8).Select(_ => Site.GetWebpAsync(Url("photo.jpg?d=100"))).ToArray();
        await Patience.UntilAsync(() => Count("GET", "100x100/webp/photo.jpg") >= 2);
        reading.Release();

        Assert.All(await Task.WhenAll(viewers), answer => Assert.Equal(415, answer.Status));
    }

    [Fact]
    public async Task Get_ManyAtOnceForOneStoredVariant_AllGetAllOfIt()
    {
        await UploadAsync("photo.jpg", TestImages.Jpeg(640, 480));
        var made = await Site.GetWebpAsync(Url("photo.jpg?d=100"));
        await StoredAsync(Blob("100x100/webp/photo.jpg"));

        // The first look hangs, so that others gather behind it.
        var looking = HoldNext("GET", "100x100/webp/photo.jpg");
        var first = Site.GetWebpAsync(Url("photo.jpg?d=100"));
        await looking.Arrived;
        var viewers = Enumerable.Range(0, Viewers).Select(_ => Site.GetWebpAsync(Url("photo.jpg?d=100"))).ToArray();
        var answers = await Task.WhenAll(viewers); // they do not wait for it for long
        looking.Release();

        Assert.All([.. answers, await first], answer =>
        {
            Assert.Equal("ImageFunctions; hit", answer["Cache-Status"]);
            Assert.Equal(made.Body, answer.Body);
        });
        Assert.InRange(Count("GET", "100x100/webp/photo.jpg"), 3, Viewers); // the miss, the first, and the rest in groups
    }

    [Fact]
    public async Task Get_OneViewerGoesAway_TheOtherGetsThePicture()
    {
        await UploadAsync("photo.jpg", TestImages.Jpeg(640, 480));
        using var leaving = new CancellationTokenSource();
        var reading = HoldNext("GET", "photo.jpg");
        var gone = Site.SendAsync(HttpMethod.Get, Url("photo.jpg?d=100"), leaving.Token, ("Accept", Site.ChromeAccept));
        await reading.Arrived;
        var staying = Site.GetWebpAsync(Url("photo.jpg?d=100"));
        await Patience.UntilAsync(() => Count("HEAD", "photo.jpg") == 2);

        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);
        reading.Release();

        var answer = await staying;
        Assert.Equal((200, 100), (answer.Status, TestImages.Read(answer.Body).Width));
    }

    [Fact]
    public async Task Get_EveryViewerGoesAway_StopsTheWorkAndTheNextStartsAnew()
    {
        await UploadAsync("photo.jpg", TestImages.Jpeg(640, 480));
        using var leaving = new CancellationTokenSource();
        var reading = HoldNext("GET", "photo.jpg");
        var gone = Site.SendAsync(HttpMethod.Get, Url("photo.jpg?d=100"), leaving.Token, ("Accept", Site.ChromeAccept));
        await reading.Arrived;

        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);
        await reading.Abandoned.WaitAsync(ShorterThanStoragesOwnTimeout, Cancellation);
        var next = await Site.GetWebpAsync(Url("photo.jpg?d=100"));
        Assert.Equal((200, "ImageFunctions; fwd=miss; stored"), (next.Status, next["Cache-Status"])); // not collapsed: it joined nobody
        Assert.Equal(2, Count("GET", "photo.jpg"));
    }

    [Fact]
    public async Task Get_OriginalReplacedMeanwhile_TheNewViewerGetsTheNewPicture()
    {
        await UploadAsync("photo.jpg", TestImages.Jpeg(640, 480, seed: 1));
        var storing = HoldNext("PUT", "100x100/webp/photo.jpg");
        var before = await Site.GetWebpAsync(Url("photo.jpg?d=100"));
        await storing.Arrived;

        await UploadAsync("photo.jpg", TestImages.Jpeg(640, 480, seed: 2));
        var after = await Site.GetWebpAsync(Url("photo.jpg?d=100"));
        storing.Release();

        Assert.Equal((200, 200), (before.Status, after.Status));
        Assert.NotEqual(before.Body, after.Body);
        Assert.Equal(after.Body, (await EventuallyHitAsync()).Body);
    }

    [Fact]
    public async Task Get_OvertakenByAStoreThatIsTakenBack_IsMadeAndStoredAgain()
    {
        await UploadAsync("photo.jpg", TestImages.Jpeg(640, 480, seed: 1));
        var outdated = HoldNext("PUT", "100x100/webp/photo.jpg");
        await Site.GetWebpAsync(Url("photo.jpg?d=100"));
        await outdated.Arrived;

        await UploadAsync("photo.jpg", TestImages.Jpeg(640, 480, seed: 2));
        var overtaken = HoldNext("PUT", "100x100/webp/photo.jpg");
        var takingBack = HoldNext("DELETE", "100x100/webp/photo.jpg");
        var after = await Site.GetWebpAsync(Url("photo.jpg?d=100"));
        await overtaken.Arrived;
        outdated.Release();
        await takingBack.Arrived;
        overtaken.Release();
        await overtaken.Answered;
        takingBack.Release();
        await takingBack.Answered;

        Assert.Equal(after.Body, (await EventuallyHitAsync()).Body);
    }

    // Which of two stores comes last is open; what is outdated is then made anew.
    private async Task<Answer> EventuallyHitAsync()
    {
        Answer? answer = null;
        await Patience.UntilAsync(
            async () => (answer = await Site.GetWebpAsync(Url("photo.jpg?d=100")))["Cache-Status"] == "ImageFunctions; hit");
        return answer!;
    }
}
