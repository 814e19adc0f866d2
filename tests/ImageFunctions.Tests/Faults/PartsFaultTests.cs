using Azure.Storage.Blobs;
using ImageFunctions.Storage;
using ImageFunctions.Tests.Fixtures;
using ImageFunctions.Tests.Requests;
using Xunit;

namespace ImageFunctions.Tests.Faults;

/// <summary>An original so large that it is read in several parts at the same time.</summary>
public class PartsFaultTests(AzuriteFixture azurite, FaultyOrigin faulty) : FaultTest(azurite, faulty)
{
    private const int Parts = 7;
    private const string Variant = "100x100/webp/large.png";

    // Noise, which no PNG makes smaller: any byte in a wrong place would break it.
    private static readonly byte[] Large = TestImages.Png(1200, 1000);

    private static readonly Fault None = Fault.Meanwhile(() => Task.CompletedTask);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(StoredBlob.PartLength - 1)]
    [InlineData(StoredBlob.PartLength)]
    [InlineData(StoredBlob.PartLength + 1)]
    [InlineData((3 * StoredBlob.PartLength) + 5)]
    [InlineData((11 * StoredBlob.PartLength) + 7)]
    public async Task ReadAllAsync_AnyLength_GivesEveryByteInItsPlace(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        await UploadAsync("bytes.bin", bytes);
        var (store, path) = (new BlobStore(new BlobServiceClient(Storage.ConnectionString)), Paths.Path($"/images/{Name("bytes.bin")}"));

        foreach (var blob in new[] { await store.BeginAsync(path, Cancellation), await store.HeadAsync(path, Cancellation) })
        {
            var read = new byte[blob!.Length];
            await blob.ReadAllAsync(read, Cancellation);

            Assert.Equal(bytes, read);
        }

        Assert.InRange(Storage.Count("GET", Name("bytes.bin")), 1, 2 * 8);
    }

    [Fact]
    public async Task Get_LargeOriginal_IsReadInPartsAtTheSameTime()
    {
        await UploadAsync("large.png", Large);

        // No part comes before all of them have been asked for.
        var (asked, all) = (0, new TaskCompletionSource());
        Storage.Inject(
            "GET", Name("large.png"), Fault.Meanwhile(() => Interlocked.Increment(ref asked) == Parts ? Done(all) : all.Task), Parts);

        AssertPicture(await GetAsync("large.png?d=100"));
        Assert.Equal(Parts, Storage.Count("GET", Name("large.png")));

        static Task Done(TaskCompletionSource source)
        {
            source.SetResult();
            return Task.CompletedTask;
        }
    }

    [Fact]
    public async Task Get_OnePartResetOnce_IsReadOnFromThere()
    {
        await UploadAsync("large.png", Large);
        Storage.Inject("GET", Name("large.png"), None);
        Storage.Inject("GET", Name("large.png"), Fault.CutBody);

        AssertPicture(await GetAsync("large.png?d=100"));
        Assert.Equal(Parts + 1, Storage.Count("GET", Name("large.png")));
    }

    [Fact]
    public async Task Get_OnePartFailsForLong_IsUnavailableAndNothingIsStored()
    {
        await UploadAsync("large.png", Large);
        Storage.Inject("GET", Name("large.png"), None, times: 2);
        Storage.Inject("GET", Name("large.png"), Fault.Status(503, retryAfter: 20));

        AssertUnavailable(await GetAsync("large.png?d=100"));
        Assert.False(await Blob(Variant).ExistsAsync(Cancellation));

        AssertPicture(await GetAsync("large.png?d=100")); // nothing is held up by what was given up
    }

    [Fact]
    public async Task Get_PartsAnnouncedLongerThanTheyAre_IsUnavailableAndNothingIsStored()
    {
        await UploadAsync("large.png", Large);
        Storage.Inject("GET", Name("large.png"), None);
        Storage.Inject("GET", Name("large.png"), Fault.LengthTooLong, times: 60);

        AssertUnavailable(await GetAsync("large.png?d=100"));
        Assert.False(await Blob(Variant).ExistsAsync(Cancellation));
    }

    [Fact]
    public async Task Get_ReplacedBetweenItsParts_IsMadeOfTheNewOneAlone()
    {
        await UploadAsync("new.png", TestImages.Png(1200, 1000, seed: 2));
        var wanted = await GetAsync("new.png?d=100");
        await UploadAsync("large.png", Large);
        Storage.Inject("GET", Name("large.png"), None);
        Storage.Inject("GET", Name("large.png"), Fault.Meanwhile(() => UploadAsync("large.png", TestImages.Png(1200, 1000, seed: 2))));

        var answer = await GetAsync("large.png?d=100");

        AssertPicture(answer);
        Assert.Equal(wanted.Body, answer.Body);
        Assert.Equal(wanted.Body, await StoredAsync(Variant));
    }

    // Its outdated variant is there, which is for when storage does not answer.
    [Fact]
    public async Task Get_ReplacedBetweenItsPartsAgain_IsNotTheStaleOne()
    {
        await UploadAsync("large.png", Photo);
        await GetAsync("large.png?d=100");
        await StoredAsync(Variant);
        await UploadAsync("large.png", Large);
        Storage.Inject("GET", Name("large.png"), None);
        Storage.Inject("GET", Name("large.png"), Fault.Meanwhile(() => UploadAsync("large.png", TestImages.Png(1200, 1000, seed: 2))));

        var answer = await GetAsync("large.png?d=100");

        AssertPicture(answer);

        // With "stored" where storing was quick.
        Assert.StartsWith("ImageFunctions; fwd=stale", answer["Cache-Status"], StringComparison.Ordinal);
    }
}
