using System.Diagnostics;
using Azure.Storage.Blobs;
using ImageFunctions.Tests.Fixtures;
using Xunit;

namespace ImageFunctions.Tests.Faults;

/// <summary>One origin behind faulty storage; each test has a container's folder of its own.</summary>
public sealed class FaultyOrigin(AzuriteFixture azurite) : IAsyncLifetime
{
    internal FaultyStorage Storage { get; private set; } = null!;

    internal RunningOrigin Origin { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Storage = await FaultyStorage.StartAsync(azurite);
        Origin = await RunningOrigin.StartAsync(Storage.ConnectionString);
        await Origin.WarmUpAsync(azurite.Container("images"));
    }

    public async ValueTask DisposeAsync()
    {
        await Origin.DisposeAsync();
        await Storage.DisposeAsync();
    }
}

/// <summary>A test of what the origin makes of storage's faults.</summary>
public abstract class FaultTest(AzuriteFixture azurite, FaultyOrigin faulty) : IClassFixture<FaultyOrigin>
{
    /// <summary>A viewer has seconds, not minutes: two tries of four seconds each, and what the test's own machine adds.</summary>
    private static readonly TimeSpan ViewersPatience = TimeSpan.FromSeconds(14);

    private protected static readonly byte[] Photo = TestImages.Jpeg(640, 480);

    private readonly string folder = Guid.NewGuid().ToString("N");

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private protected FaultyStorage Storage => faulty.Storage;

    /// <summary>The path of a blob behind its container.</summary>
    protected string Name(string name) => $"{folder}/{name}";

    protected BlobClient Blob(string name) => azurite.Container("images").GetBlobClient(Name(name));

    protected async Task UploadAsync(string name, byte[] content) =>
        await Blob(name).UploadAsync(BinaryData.FromBytes(content), overwrite: true, Cancellation);

    /// <summary>Asks, and sees to it that the answer comes in time.</summary>
    private protected async Task<Answer> GetAsync(string target, params (string Name, string Value)[] headers)
    {
        var start = Stopwatch.GetTimestamp();
        var answer = await faulty.Origin.Site.GetAsync($"/images/{folder}/{target}", [("Accept", "image/webp"), .. headers]);
        Assert.True(Stopwatch.GetElapsedTime(start) < ViewersPatience, $"It took {Stopwatch.GetElapsedTime(start)}.");
        return answer;
    }

    /// <summary>A whole picture of the size asked for, and nothing else.</summary>
    private protected static void AssertPicture(Answer answer, int width = 100)
    {
        Assert.Equal(200, answer.Status);
        Assert.Equal(width, TestImages.Read(answer.Body).Width);
        Assert.Equal(answer["Content-Length"], $"{answer.Body.Length}");
    }

    private protected static void AssertUnavailable(Answer answer)
    {
        Assert.Equal(503, answer.Status);
        Assert.Equal("5", answer["Retry-After"]);
        Assert.Equal("no-store", answer["Cache-Control"]);
    }

    /// <summary>Waits until the variant is there: it is stored beside the answer.</summary>
    private protected async Task<byte[]> StoredAsync(string name)
    {
        while (!await Blob(name).ExistsAsync(Cancellation))
        {
            await Task.Delay(10, Cancellation);
        }

        return (await Blob(name).DownloadContentAsync(Cancellation)).Value.Content.ToArray();
    }
}
