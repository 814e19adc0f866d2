using System.Text;
using ImageFunctions.Tests.Fixtures;
using Xunit;

namespace ImageFunctions.Tests.Faults;

/// <summary>The variant cannot be read or stored.</summary>
public class VariantFaultTests(AzuriteFixture azurite, FaultyOrigin faulty) : FaultTest(azurite, faulty)
{
    private const string Variant = "100x100/webp/photo.jpg";

    [Fact]
    public async Task Get_HitResetOnce_IsSentOnFromThere()
    {
        var stored = await MadeAsync();
        Storage.Inject("GET", Name(Variant), Fault.CutBody);

        Assert.Equal(stored, (await GetAsync("photo.jpg?d=100")).Body);
    }

    [Fact]
    public async Task Get_HitAlwaysReset_IsSeenToBeIncomplete()
    {
        await MadeAsync();
        Storage.Inject("GET", Name(Variant), Fault.CutBody, times: 60);

        // Where nothing has arrived yet, there can still be an answer.
        try
        {
            AssertUnavailable(await GetAsync("photo.jpg?d=100"));
        }
        catch (HttpRequestException e)
        {
            Assert.IsAssignableFrom<IOException>(e.InnerException);
        }
    }

    [Fact]
    public async Task Get_PartOfAHitDeletedMeanwhile_IsMadeAnew()
    {
        var stored = await MadeAsync();
        Storage.Inject("GET", Name(Variant), Fault.Meanwhile(() => Blob(Variant).DeleteAsync(cancellationToken: Cancellation)));

        var part = await GetAsync("photo.jpg?d=100", ("Range", "bytes=10-19"));

        Assert.Equal((206, Convert.ToHexString(stored.AsSpan(10, 10))), (part.Status, Convert.ToHexString(part.Body)));
    }

    [Fact]
    public async Task Get_PartOfAnOriginalReplacedMeanwhile_IsOfTheNewOne()
    {
        await UploadAsync("text.png", "the old picture"u8.ToArray());
        Storage.Inject("GET", Name("text.png"), Fault.Meanwhile(() => UploadAsync("text.png", "THE NEW PICTURE!"u8.ToArray())));

        var part = await GetAsync("text.png", ("Range", "bytes=0-6"));

        Assert.Equal((206, "THE NEW"), (part.Status, Encoding.ASCII.GetString(part.Body)));
        Assert.Equal("bytes 0-6/16", part["Content-Range"]);
    }

    [Theory]
    [InlineData(403)]
    [InlineData(500)]
    public async Task Get_StoreRefused_ServesThePictureUnstored(int status)
    {
        await UploadAsync("photo.jpg", Photo);
        Storage.Inject("PUT", Name(Variant), Fault.Status(status), times: 30);

        AssertPicture(await GetAsync("photo.jpg?d=100"));
        Assert.False(await Blob(Variant).ExistsAsync(Cancellation));
    }

    [Fact]
    public async Task Get_AnswerToTheStoreLost_IsStoredOnceAndWhole()
    {
        await UploadAsync("photo.jpg", Photo);
        Storage.Inject("PUT", Name(Variant), Fault.AnswerLost);

        var answer = await GetAsync("photo.jpg?d=100");

        AssertPicture(answer);
        Assert.Equal(answer.Body, await StoredAsync(Variant));
    }

    [Fact]
    public async Task Get_AnothersBlobComesBeforeTheStore_StaysAsItIs()
    {
        await UploadAsync("photo.jpg", Photo);
        var theirs = "not ours"u8.ToArray();
        Storage.Inject("PUT", Name(Variant), Fault.Meanwhile(() => UploadAsync(Variant, theirs)));

        AssertPicture(await GetAsync("photo.jpg?d=100"));

        await UntilStoreIsOverAsync(1);
        Assert.Equal(theirs, await StoredAsync(Variant));
    }

    [Fact]
    public async Task Get_AnothersBlobReplacesAStaleVariantBeforeTheStore_StaysAsItIs()
    {
        await MadeAsync();
        await UploadAsync("photo.jpg", TestImages.Jpeg(640, 480, seed: 3));
        var theirs = "not ours"u8.ToArray();
        Storage.Inject("PUT", Name(Variant), Fault.Meanwhile(() => UploadAsync(Variant, theirs)));

        AssertPicture(await GetAsync("photo.jpg?d=100"));

        await UntilStoreIsOverAsync(2);
        Assert.Equal(theirs, await StoredAsync(Variant));
    }

    private async Task UntilStoreIsOverAsync(int stores)
    {
        while (Storage.Answered("PUT", Name(Variant)) < stores)
        {
            await Task.Delay(10, Cancellation);
        }
    }

    private async Task<byte[]> MadeAsync()
    {
        await UploadAsync("photo.jpg", Photo);
        AssertPicture(await GetAsync("photo.jpg?d=100"));
        return await StoredAsync(Variant);
    }
}
