using System.Diagnostics.Metrics;
using Azure.Storage.Blobs;
using ImageFunctions.Lifecycle;
using ImageFunctions.Requests;
using ImageFunctions.Storage;
using ImageFunctions.Telemetry;
using ImageFunctions.Tests.Fixtures;
using ImageFunctions.Tests.Requests;
using LocalFrontDoor.Processes;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ImageFunctions.Tests.Lifecycle;

public sealed class VariantWriterTests : IDisposable
{
    private readonly string connectionString;
    private readonly ServiceProvider services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly MeterListener listener = new();
    private readonly CollectingLogger<VariantWriter> logger = new();
    private readonly ImageMetrics metrics;
    private readonly string name = $"{Guid.NewGuid():N}.jpg";
    private long failures;

    public VariantWriterTests(AzuriteFixture azurite)
    {
        connectionString = azurite.ConnectionString;
        var factory = services.GetRequiredService<IMeterFactory>();
        listener.InstrumentPublished = (instrument, listening) =>
        {
            if (instrument.Name == "images.store.failures" && instrument.Meter.Scope == factory)
            {
                listening.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((_, count, _, _) => Interlocked.Add(ref failures, count));
        listener.Start();
        metrics = new ImageMetrics(factory);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        listener.Dispose();
        services.Dispose();
    }

    [Fact]
    public async Task WriteAsync_NothingThere_StoresWithoutAWord()
    {
        Assert.Equal(StoreOutcome.Stored, await Writer().WriteAsync(Missing(), await OriginalAsync(), [1, 2, 3], "public"));

        Assert.Empty(logger.EventIds);
        Assert.Equal(0, failures);
    }

    [Fact]
    public async Task WriteAsync_StoredBySomebodyMeanwhile_LeavesTheirs()
    {
        var writer = Writer();
        await writer.WriteAsync(Missing(), await OriginalAsync(), [1, 2, 3], "public");

        Assert.Equal(StoreOutcome.Overtaken, await writer.WriteAsync(Missing(), "0x2", [4], "public"));
        Assert.Equal(StoreOutcome.NotStored, await writer.WriteAsync(Missing() with { Stale = "0x3" }, "0x2", [4], "public"));

        var stored = await new BlobClient(connectionString, "images", Missing().Variant.Path.Blob).DownloadContentAsync(Cancellation);
        Assert.Equal([1, 2, 3], stored.Value.Content.ToArray());
        Assert.Empty(logger.EventIds);
    }

    [Fact]
    public async Task WriteAsync_Occupied_IsLoggedAndNotTried()
    {
        Assert.Equal(StoreOutcome.NotStored, await Writer().WriteAsync(Missing() with { Occupied = true }, "0x1", [1], "public"));

        Assert.Equal([301], logger.EventIds);
        Assert.Equal(0, failures);
        Assert.False(await new BlobClient(connectionString, "images", Missing().Variant.Path.Blob).ExistsAsync(Cancellation));
    }

    [Fact]
    public async Task WriteAsync_StorageUnreachable_IsLoggedAndCounted()
    {
        Assert.Equal(StoreOutcome.NotStored, await Writer(Unreachable()).WriteAsync(Missing(), "0x1", [1], "public"));

        Assert.Equal([300], logger.EventIds);
        Assert.Contains(Missing().Variant.Path.ToString(), Assert.Single(logger.Messages), StringComparison.Ordinal);
        Assert.Equal(1, failures);
    }

    [Fact]
    public async Task ExpectStoredAsync_BeforeAnySuccess_DoesNotClaimWhatMayNotCome() =>
        Assert.False(await Writer().ExpectStoredAsync(new TaskCompletionSource<StoreOutcome>().Task));

    [Fact]
    public async Task ExpectStoredAsync_AfterASuccess_DoesNotWait()
    {
        var writer = Writer();
        await writer.WriteAsync(Missing(), "0x1", [1], "public");

        var expected = writer.ExpectStoredAsync(new TaskCompletionSource<StoreOutcome>().Task);

        Assert.True(expected.IsCompleted);
        Assert.True(await expected);
    }

    [Theory]
    [InlineData(StoreOutcome.Stored, true)]
    [InlineData(StoreOutcome.Overtaken, false)]
    [InlineData(StoreOutcome.NotStored, false)]
    public async Task ExpectStoredAsync_OverAlready_TellsTheOutcome(object outcome, bool stored)
    {
        var writer = Writer();
        await writer.WriteAsync(Missing(), "0x1", [1], "public");

        Assert.Equal(stored, await writer.ExpectStoredAsync(Task.FromResult((StoreOutcome)outcome)));
    }

    [Fact]
    public async Task WriteAsync_OriginalGoneMeanwhile_TakesTheVariantBack()
    {
        Assert.Equal(StoreOutcome.NotStored, await Writer().WriteAsync(Missing(), "0x1", [1], "public"));

        Assert.False(await new BlobClient(connectionString, "images", Missing().Variant.Path.Blob).ExistsAsync(Cancellation));
        Assert.Equal([310], logger.EventIds);
        Assert.Equal(0, failures);
    }

    // The original that the variants are of; without it they are taken back.
    private async Task<string> OriginalAsync()
    {
        var put = await new BlobClient(connectionString, "images", name)
            .UploadAsync(BinaryData.FromString("an original"), overwrite: true, Cancellation);
        return put.Value.ETag.ToString("G").Trim('"');
    }

    private VariantWriter Writer(BlobServiceClient? service = null) =>
        new(new BlobStore(service ?? new BlobServiceClient(connectionString)), metrics, logger);

    private static BlobServiceClient Unreachable()
    {
        var options = new BlobClientOptions { Retry = { MaxRetries = 0 } };
        return new BlobServiceClient($"AccountName=a;AccountKey=a2V5;BlobEndpoint=http://127.0.0.1:{FreePort.Next()}/a", options);
    }

    private MissingVariant Missing()
    {
        var (original, path) = (Paths.Path($"/images/{name}"), Paths.Path($"/images/100x100/webp/{name}"));
        var variant = new Variant(original, path, Paths.Dimension("100x100"), ImageFormat.WebP);
        return new MissingVariant(variant, SourceEtag: "0x1", Stale: null, Occupied: false, Recipe: "0123456789ab", Watermark: null);
    }
}
