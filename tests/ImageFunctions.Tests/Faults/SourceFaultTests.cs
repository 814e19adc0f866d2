using ImageFunctions.Tests.Fixtures;
using Xunit;

namespace ImageFunctions.Tests.Faults;

/// <summary>The original cannot be read, or not at once.</summary>
public class SourceFaultTests(AzuriteFixture azurite, FaultyOrigin faulty) : FaultTest(azurite, faulty)
{
    private const string Variant = "100x100/webp/photo.jpg";

    [Fact]
    public async Task Get_BodyResetOnce_IsReadOnFromThere()
    {
        await UploadAsync("photo.jpg", Photo);
        Storage.Inject("GET", Name("photo.jpg"), Fault.CutBody);

        AssertPicture(await GetAsync("photo.jpg?d=100"));
        Assert.Equal(2, Storage.Count("GET", Name("photo.jpg")));
    }

    [Fact]
    public async Task Get_BodyAlwaysReset_IsUnavailableAndNothingIsStored()
    {
        await UploadAsync("photo.jpg", Photo);
        Storage.Inject("GET", Name("photo.jpg"), Fault.CutBody, times: 30);

        AssertUnavailable(await GetAsync("photo.jpg?d=100"));
        Assert.False(await Blob(Variant).ExistsAsync(Cancellation));
    }

    [Fact]
    public async Task Get_MoreAnnouncedThanThereIs_IsUnavailableAndNothingIsStored()
    {
        await UploadAsync("photo.jpg", Photo);
        Storage.Inject("GET", Name("photo.jpg"), Fault.LengthTooLong, times: 30);

        AssertUnavailable(await GetAsync("photo.jpg?d=100"));
        Assert.False(await Blob(Variant).ExistsAsync(Cancellation));
    }

    [Fact]
    public async Task Get_BodyStalls_IsReadOnOverAnotherConnection()
    {
        await UploadAsync("photo.jpg", Photo);
        Storage.Inject("GET", Name("photo.jpg"), Fault.StalledBody);

        AssertPicture(await GetAsync("photo.jpg?d=100"));
    }

    [Fact]
    public async Task Get_NoAnswerOnce_IsTriedAgain()
    {
        await UploadAsync("photo.jpg", Photo);
        Storage.Inject("HEAD", Name("photo.jpg"), Fault.Silence);

        AssertPicture(await GetAsync("photo.jpg?d=100"));
    }

    [Fact]
    public async Task Get_NoAnswerEver_IsUnavailableWithinSeconds()
    {
        await UploadAsync("photo.jpg", Photo);
        Storage.Inject("HEAD", Name("photo.jpg"), Fault.Silence, times: 30);

        AssertUnavailable(await GetAsync("photo.jpg?d=100"));
        Assert.Equal(2, Storage.Count("HEAD", Name("photo.jpg")));
    }

    [Theory]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(429)]
    public async Task Get_StorageFailsTwice_IsTriedAgain(int status)
    {
        await UploadAsync("photo.jpg", Photo);
        Storage.Inject("HEAD", Name("photo.jpg"), Fault.Status(status), times: 2);

        AssertPicture(await GetAsync("photo.jpg?d=100"));
    }

    [Fact]
    public async Task Get_ThrottledForLong_IsUnavailableAtOnce()
    {
        await UploadAsync("photo.jpg", Photo);
        Storage.Inject("HEAD", Name("photo.jpg"), Fault.Status(503, retryAfter: 20), times: 30);

        AssertUnavailable(await GetAsync("photo.jpg?d=100"));
        Assert.Equal(1, Storage.Count("HEAD", Name("photo.jpg")));
    }

    [Fact]
    public async Task Get_Reset_IsTriedAgain()
    {
        await UploadAsync("photo.jpg", Photo);
        Storage.Inject("GET", Name("photo.jpg"), Fault.Reset, times: 2);

        AssertPicture(await GetAsync("photo.jpg?d=100"));
    }

    [Fact]
    public async Task Get_ReplacedBeforeItIsRead_CarriesTheMarkOfWhatWasRead()
    {
        await UploadAsync("photo.jpg", Photo);
        Storage.Inject("GET", Name("photo.jpg"), Fault.Meanwhile(() => UploadAsync("photo.jpg", TestImages.Jpeg(640, 480, seed: 2))));

        AssertPicture(await GetAsync("photo.jpg?d=100"));

        await StoredAsync(Variant);
        var original = (await Blob("photo.jpg").GetPropertiesAsync(cancellationToken: Cancellation)).Value;
        var variant = (await Blob(Variant).GetPropertiesAsync(cancellationToken: Cancellation)).Value;
        Assert.Equal(original.ETag.ToString("G").Trim('"'), variant.Metadata["sourceetag"]);
    }

    [Fact]
    public async Task Get_ReplacedWhileItIsRead_IsNeverMixedFromBoth()
    {
        await UploadAsync("photo.jpg", Photo);
        Storage.Inject("GET", Name("photo.jpg"), Fault.CutBody);
        Storage.Inject("GET", Name("photo.jpg"), Fault.Meanwhile(() => UploadAsync("photo.jpg", TestImages.Jpeg(640, 480, seed: 2))));

        var answer = await GetAsync("photo.jpg?d=100");

        AssertPicture(answer);
        var again = await GetAsync("photo.jpg?d=100");
        Assert.Equal(again.Body, answer.Body);
    }

    [Fact]
    public async Task Get_DeletedBeforeItIsRead_IsNotFound()
    {
        await UploadAsync("photo.jpg", Photo);
        Storage.Inject("GET", Name("photo.jpg"), Fault.Meanwhile(() => Blob("photo.jpg").DeleteAsync(cancellationToken: Cancellation)));

        Assert.Equal(404, (await GetAsync("photo.jpg?d=100")).Status);
    }
}
