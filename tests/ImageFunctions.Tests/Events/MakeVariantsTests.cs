using System.Diagnostics;
using System.Net;
using System.Text;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Queues;
using ImageFunctions.Storage;
using ImageFunctions.Tests.Fixtures;
using LocalFrontDoor.Processes;
using Xunit;

namespace ImageFunctions.Tests.Events;

/// <summary>The work queue from end to end, over an Azurite of its own: whatever takes its messages takes everybody's.</summary>
public sealed class MakeVariantsTests(MakeVariantsTests.Storage storage) : IClassFixture<MakeVariantsTests.Storage>, IAsyncLifetime
{
    private static readonly string[] Variants = ["100x100/jpg", "100x100/webp", "200x200/jpg", "200x200/webp", "info/json"];

    private readonly CancellationTokenSource over = new();
    private BlobContainerClient container = null!;
    private Uri? function;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private QueueClient Queue => new(storage.ConnectionString, WorkQueue.Name);

    private QueueClient Poison => new(storage.ConnectionString, $"{WorkQueue.Name}-poison");

    public async ValueTask InitializeAsync()
    {
        container = new BlobContainerClient(storage.ConnectionString, $"images-{Guid.NewGuid():N}");
        await container.CreateAsync(cancellationToken: Cancellation);
        await Queue.DeleteIfExistsAsync(Cancellation);
        await Poison.DeleteIfExistsAsync(Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await over.CancelAsync();
        over.Dispose();
    }

    [Fact]
    public async Task Event_Pregenerate_PurgesAndEnqueuesAndTheQueueMakesEveryVariant()
    {
        await using var arm = await ArmStandIn.StartAsync();
        await using var origin = await StartAsync(
            ("Images__Pregenerate", "all"),
            ("FrontDoor__EndpointId", ArmStandIn.EndpointId), ("FrontDoor__ManagementEndpoint", arm.Address.ToString()));
        await UploadAsync("cat.jpg");

        Assert.Equal(HttpStatusCode.OK, await PostAsync(origin, "/OriginalChanged", HostEvent.EventGrid(container.Name, "cat.jpg")));

        Assert.Contains($"/{container.Name}/cat.jpg", arm.Paths);
        Assert.Equal(1, await CountAsync(Queue));
        Assert.Empty(await MadeAsync()); // the event itself makes nothing
        Deliver(origin);
        await UntilEmptyAsync();
        Assert.Equal(Variants.Select(variant => $"{variant}/cat.jpg"), (await MadeAsync()).Keys.Order());
        using var client = new HttpClient { BaseAddress = origin.Address };
        using var answer = await client.GetAsync(new Uri($"/{container.Name}/cat.jpg?d=100", UriKind.Relative), Cancellation);
        Assert.Equal("ImageFunctions; hit", answer.Headers.GetValues("Cache-Status").Single()); // the recipe is a request's own
    }

    [Fact]
    public async Task Message_FailsFiveTimes_IsInThePoisonQueueAndLogged()
    {
        await using var origin = await StartAsync();
        await Queue.CreateAsync(cancellationToken: Cancellation);
        await Queue.SendMessageAsync("nonsense", Cancellation);
        Deliver(origin);

        await UntilEmptyAsync(); // it is put there first, and deleted here afterwards

        Assert.Equal(1, await CountAsync(Poison));
        await origin.Output.WaitForAsync(line => line.Contains("[412]", StringComparison.Ordinal), Cancellation).InTime(); // the last line
        Assert.Equal(5, origin.Output.Snapshot().Count(line => line.Contains("[410]", StringComparison.Ordinal)));
        Assert.Single(origin.Output.Snapshot(), line => line.Contains("[412]", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Message_OfABrokenOriginal_IsDoneAtOnce()
    {
        await using var origin = await StartAsync();
        await container.UploadBlobAsync("broken.jpg", BinaryData.FromBytes([0xFF, 0xD8, 0xFF, 0xE0, 1, 2, 3]), Cancellation);

        var status = await PostAsync(
            origin, "/MakeVariants",
            $$$"""{"Data":{"message":"{\"original\":\"/{{{container.Name}}}/broken.jpg\"}"},"Metadata":{"DequeueCount":1}}""");

        Assert.Equal(HttpStatusCode.OK, status);
        await origin.Output.WaitForAsync(line => line.Contains("[441]", StringComparison.Ordinal), Cancellation).InTime();
    }

    [Fact]
    public async Task Message_ProcessDiedOfItsOriginal_IsToComeAgain()
    {
        var executable = DeadlyPicture.Executable();
        var journal = Directory.CreateTempSubdirectory("journal"); // where no other process takes it
        await container.UploadBlobAsync("cat.jpg", BinaryData.FromBytes(DeadlyPicture.Jpeg(320, 240)), Cancellation);
        var message = $$$"""{"Data":{"message":{"original":"/{{{container.Name}}}/cat.jpg"}},"Metadata":{"DequeueCount":1} }""";
        await using (var first = await StartAsync(executable, ("TMPDIR", journal.FullName), DeadlyPicture.Setting))
        {
            await Assert.ThrowsAsync<HttpRequestException>(() => PostAsync(first, "/MakeVariants", message));
        }

        await using (var second = await StartAsync(executable, ("TMPDIR", journal.FullName)))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, await PostAsync(second, "/MakeVariants", message)); // it is set aside
        }

        var elsewhere = Directory.CreateTempSubdirectory("journal"); // another instance
        await using var third = await StartAsync(executable, ("TMPDIR", elsewhere.FullName));
        Assert.Equal(HttpStatusCode.OK, await PostAsync(third, "/MakeVariants", message));
        Assert.Equal(Variants.Length, (await MadeAsync()).Count);
        journal.Delete(recursive: true);
        elsewhere.Delete(recursive: true);
    }

    [Fact]
    public async Task Post_ByAViewer_IsRefused()
    {
        await using var origin = await StartAsync();
        using var client = new HttpClient { BaseAddress = origin.Address };
        client.DefaultRequestHeaders.Add("X-Azure-Ref", "0abc");

        using var answer = await client.PostAsync(new Uri("/MakeVariants", UriKind.Relative), new StringContent("{}"), Cancellation);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
    }

    [Fact]
    public async Task WarmEnqueue_ProcessKilledInTheMiddle_NothingIsLostAndNothingMadeTwice()
    {
        const int originals = 40;
        var journal = Directory.CreateTempSubdirectory("journal"); // the death is no other test's business
        await Parallel.ForEachAsync(Enumerable.Range(0, originals), Cancellation, async (i, _) => await UploadAsync($"{i:00}.jpg"));

        var enqueue = await WarmAsync(("ImageQueue", storage.ConnectionString));

        Assert.Equal((0, originals), (enqueue.ExitCode, await CountAsync(Queue)));
        Assert.Contains($"{originals} were enqueued; about {originals} wait now.", enqueue.Output, StringComparison.Ordinal);
        Assert.Empty(await MadeAsync());

        await using (var first = await StartAsync(("TMPDIR", journal.FullName)))
        {
            Deliver(first);
            await Patience.UntilAsync(async () => (await MadeAsync()).Count >= originals);
            function = null;
            first.Kill();
            await first.WaitForExitAsync(Cancellation);
        }

        var half = await MadeAsync();
        Assert.InRange(half.Count, originals, (originals * Variants.Length) - 1);
        await using var second = await StartAsync(
            ("TMPDIR", journal.FullName), ("Images__QuarantineTime", "00:00:01")); // of those that it was just decoding
        function = new Uri(second.Address, "MakeVariants");
        await UntilEmptyAsync();

        var all = await MadeAsync();
        Assert.Equal(originals * Variants.Length, all.Count);
        Assert.All(half, variant => Assert.Equal(variant.Value, all[variant.Key]));
        Assert.False(await Poison.ExistsAsync(Cancellation));
    }

    [Fact]
    public async Task WarmEnqueue_NoQueue_SaysSoAndExitsWith2()
    {
        var run = await WarmAsync();

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("ImageQueue", run.Output, StringComparison.Ordinal);
    }

    private Task<OriginProcess> StartAsync(params (string Name, string Value)[] settings) =>
        StartAsync(OriginProcess.DefaultExecutable, settings);

    private Task<OriginProcess> StartAsync(string executable, params (string Name, string Value)[] settings) => OriginProcess.StartAsync(
        storage.ConnectionString,
        new Dictionary<string, string>(settings.Select(setting => KeyValuePair.Create(setting.Name, setting.Value)))
        {
            ["ImageQueue"] = storage.ConnectionString,
            ["Images__Containers"] = container.Name,
            ["Images__AllowedDimensions"] = "100x100,200x200",
        },
        executable,
        Cancellation);

    // As the Functions host does, only that what failed comes again sooner.
    private void Deliver(OriginProcess origin)
    {
        function = new Uri(origin.Address, "MakeVariants");
        _ = new QueueTrigger(storage.ConnectionString, () => function, TimeSpan.FromMilliseconds(500)).RunAsync(over.Token);
    }

    private static async Task<HttpStatusCode> PostAsync(OriginProcess origin, string path, string invocation)
    {
        using var client = new HttpClient { BaseAddress = origin.Address };
        using var content = new StringContent(invocation, Encoding.UTF8, "application/json");
        using var answer = await client.PostAsync(new Uri(path, UriKind.Relative), content, Cancellation);
        return answer.StatusCode;
    }

    private async Task<(int ExitCode, string Output)> WarmAsync(params (string Name, string Value)[] settings)
    {
        var start = new ProcessStartInfo(OriginProcess.DefaultExecutable, ["warm", "--enqueue"]);
        (string, string)[] common =
            [("ImageStorage", storage.ConnectionString),
                ("Images__Containers", container.Name), ("Images__AllowedDimensions", "100x100,200x200")];
        foreach (var (name, value) in common.Concat(settings))
        {
            start.Environment[name] = value;
        }

        await using var process = ChildProcess.Start("The command", start);
        var code = await process.WaitForExitAsync(Cancellation);
        return (code, string.Join('\n', process.Output.Snapshot()));
    }

    private async Task UploadAsync(string name) =>
        await container.UploadBlobAsync(name, BinaryData.FromBytes(TestImages.Jpeg(320, 240)), Cancellation);

    private Task UntilEmptyAsync() => Patience.UntilAsync(async () => await CountAsync(Queue) == 0);

    // What is being worked on counts, too.
    private static async Task<int> CountAsync(QueueClient queue) =>
        (await queue.GetPropertiesAsync(Cancellation)).Value.ApproximateMessagesCount;

    private async Task<Dictionary<string, string>> MadeAsync()
    {
        var made = new Dictionary<string, string>();
        await foreach (var blob in container.GetBlobsAsync(new GetBlobsOptions { Traits = BlobTraits.Metadata }, Cancellation))
        {
            if (blob.Metadata.ContainsKey("recipe"))
            {
                made.Add(blob.Name, blob.Properties.ETag.ToString()!);
            }
        }

        return made;
    }

    /// <summary>One Azurite for the tests of this class, which run one after the other.</summary>
    public sealed class Storage : IAsyncLifetime
    {
        private AzuriteProcess? azurite;

        internal string ConnectionString => azurite!.ConnectionString;

        public async ValueTask InitializeAsync() => azurite = await AzuriteProcess.StartAsync(cancellation: Cancellation);

        public ValueTask DisposeAsync() => azurite?.DisposeAsync() ?? ValueTask.CompletedTask;
    }
}
