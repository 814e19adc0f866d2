using System.Collections.Concurrent;
using System.Diagnostics;
using ImageFunctions.Hosting;
using ImageFunctions.Imaging;
using ImageFunctions.Imaging.Admission;
using ImageFunctions.Lifecycle;
using ImageFunctions.Requests;
using ImageFunctions.Settings;
using ImageFunctions.Tests.Fixtures;
using ImageFunctions.Tests.Requests;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace ImageFunctions.Tests.Lifecycle;

/// <summary>The parts that make variants, in this process, before a real storage that can be held up.</summary>
public class SharedConversionTests(AzuriteFixture azurite, ProxiedOriginFixture origin) : ProxiedTest(azurite, origin)
{
    private static readonly string[] Sizes = ["100x100", "200x200", "300x300", "400x400"];

    private readonly WatchedEngine engine = new();

    [Fact]
    public async Task MakeAsync_SizesOfOneOriginalAtTheSameTime_AreReadAndDecodedOnceAndTheSameAsAlone()
    {
        await using var services = Build();
        await UploadAsync("photo.jpg", TestImages.Jpeg(1600, 1200));
        var missing = await MissingAsync(services, "photo.jpg", Sizes);

        var reading = HoldNext("GET", "photo.jpg");
        var making = missing.Select(one => MakeAsync(services, one)).ToArray();
        await reading.Arrived;
        reading.Release();
        var together = await Task.WhenAll(making);

        Assert.Equal(1, Count("GET", "photo.jpg"));
        Assert.Equal([Sizes.Length], engine.Targets);
        Assert.Equal(1, engine.Opened);
        foreach (var (one, made) in missing.Zip(together))
        {
            Assert.Equal((await MakeAsync(services, one)).Value!.Content, made.Value!.Content);
        }
    }

    [Fact]
    public async Task MakeAsync_OthersHaveJoined_TheFirstDoesNotWaitForTheirs()
    {
        await using var services = Build();
        await UploadAsync("photo.jpg", TestImages.Jpeg(640, 480));
        var missing = await MissingAsync(services, "photo.jpg", Sizes);
        using var second = new ManualResetEventSlim();
        engine.AfterTheFirst = () => second.Wait(Cancellation);

        var reading = HoldNext("GET", "photo.jpg");
        var making = missing.Select(one => MakeAsync(services, one)).ToArray();
        reading.Release();
        var first = await making[0].InTime();

        Assert.NotNull(first.Value);
        Assert.DoesNotContain(making[1..], task => task.IsCompleted);
        second.Set();
        Assert.All(await Task.WhenAll(making), made => Assert.NotNull(made.Value));
        await StoredAsync(Blob("100x100/webp/photo.jpg"));
        Assert.Equal(1, Proxy.Count("PUT", $"{Folder}/100x100/webp/photo.jpg")); // handed over early and once
    }

    [Fact]
    public async Task MakeAsync_TheFirstGoesAway_TheOtherIsMadeAlone()
    {
        await using var services = Build();
        await UploadAsync("photo.jpg", TestImages.Jpeg(640, 480));
        var missing = await MissingAsync(services, "photo.jpg", Sizes[..2]);
        using var leaving = new CancellationTokenSource();

        var reading = HoldNext("GET", "photo.jpg");
        var gone = services.GetRequiredService<SharedConversion>().MakeAsync(missing[0], leaving.Token);
        var staying = MakeAsync(services, missing[1]);
        await reading.Arrived;
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);
        reading.Release();

        Assert.Equal(200, TestImages.Read((await staying).Value!.Content).Width);
        Assert.Equal([1], engine.Targets);
    }

    [Fact]
    public async Task MakeAsync_AllGoAway_EndsTheWorkAndTheNextBeginsAnew()
    {
        await using var services = Build();
        await UploadAsync("photo.jpg", TestImages.Jpeg(640, 480));
        var missing = await MissingAsync(services, "photo.jpg", Sizes[..2]);
        using var leaving = new CancellationTokenSource();

        var reading = HoldNext("GET", "photo.jpg");
        var gone = missing.Select(one => services.GetRequiredService<SharedConversion>().MakeAsync(one, leaving.Token)).ToArray();
        await reading.Arrived;
        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone[0].InTime());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone[1].InTime());
        await reading.Abandoned;
        Assert.NotNull((await MakeAsync(services, missing[0])).Value);
    }

    [Fact]
    public async Task MakeAsync_NotAnImage_IsToldToAll()
    {
        await using var services = Build();
        await UploadAsync("photo.jpg", new byte[100]);
        var missing = await MissingAsync(services, "photo.jpg", Sizes);

        var made = await Task.WhenAll(missing.Select(one => MakeAsync(services, one)));

        Assert.All(made, one => Assert.Equal(Refusal.NotAnImage.Title, one.Refusal?.Title));
    }

    [Fact]
    public async Task MakeAsync_AnotherProcessStoredItDuringALongWait_IsNotMadeAgain()
    {
        await using var services = Build(new ImageOptions { MaxConcurrency = 1 });
        foreach (var name in new[] { "a.jpg", "b.jpg", "photo.jpg" })
        {
            await UploadAsync(name, TestImages.Jpeg(640, 480));
        }

        var occupying = new[] { await MissingAsync(services, "a.jpg", "100x100"), await MissingAsync(services, "b.jpg", "100x100") };
        var missing = await MissingAsync(services, "photo.jpg", "100x100");
        var readings = new[] { HoldNext("GET", "a.jpg"), HoldNext("GET", "b.jpg") };
        var others = occupying.Select(one => MakeAsync(services, one[0])).ToArray();
        await Task.WhenAll(readings.Select(reading => reading.Arrived));

        var waiting = MakeAsync(services, missing[0]);
        var start = Stopwatch.GetTimestamp();
        var theirs = await Site.GetWebpAsync(Url("photo.jpg?d=100"));
        await StoredAsync(Blob("100x100/webp/photo.jpg"));
        await Patience.UntilAsync(() => Stopwatch.GetElapsedTime(start) > TimeSpan.FromMilliseconds(100));
        Array.ForEach(readings, reading => reading.Release());

        var made = (await waiting).Value!;
        Assert.True(made.ByAnother);
        Assert.Equal(theirs.Body, made.Content);
        Assert.Equal(1, Count("GET", "photo.jpg")); // of the other process
        await Task.WhenAll(others);
    }

    [Fact]
    public async Task MakeAsync_MemoryIsTaken_HoldsNothingOpenMeanwhile()
    {
        await using var services = Build();
        await UploadAsync("photo.jpg", TestImages.Jpeg(640, 480));
        var missing = await MissingAsync(services, "photo.jpg", "100x100");
        var memory = services.GetRequiredService<ConversionAdmission>().Decoding;
        var taken = await memory.TakeAsync(memory.Capacity, Cancellation);

        var making = MakeAsync(services, missing[0]);
        await Patience.UntilAsync(() => engine.Closed == 1);

        Assert.False(making.IsCompleted);
        Assert.Empty(engine.Targets);
        taken.Dispose();
        Assert.NotNull((await making).Value);
        Assert.Equal((2, 2), (engine.Opened, engine.Closed));
    }

    private ServiceProvider Build(ImageOptions? images = null)
    {
        var options = new ServiceOptions(images ?? new ImageOptions(), new StorageOptions(Proxy.ConnectionString, null, null), null, null);
        return new ServiceCollection()
            .AddLogging().AddMetrics().AddImageFunctions(options).AddSingleton<IImageEngine>(engine).BuildServiceProvider();
    }

    private async Task<MissingVariant[]> MissingAsync(ServiceProvider services, string name, params string[] sizes)
    {
        var missing = new List<MissingVariant>();
        foreach (var size in sizes)
        {
            var variant = VariantPath.For(Paths.Path(Url(name)), Paths.Dimension(size), "webp").Value!;
            var found = await services.GetRequiredService<VariantLookup>().FindAsync(variant, byPath: false, withBody: true, Cancellation);
            missing.Add(found.Value!.Missing!);
        }

        return [.. missing];
    }

    private static Task<Outcome<MadeVariant>> MakeAsync(ServiceProvider services, MissingVariant missing) =>
        services.GetRequiredService<SharedConversion>().MakeAsync(missing, Cancellation);

    /// <summary>The real one; it notes how many pictures it was asked for at once.</summary>
    private sealed class WatchedEngine : IImageEngine
    {
        private readonly ImageEngine engine = new(new ImageOptions(), NullLogger<ImageEngine>.Instance);

        public ConcurrentQueue<int> Targets { get; } = [];

        public int Opened;

        public int Closed;

        public Action? AfterTheFirst { get; set; }

        public string Identity => engine.Identity;

        public Outcome<OpenedImage> Open(NativeBuffer source, CancellationToken cancellation)
        {
            Interlocked.Increment(ref Opened);
            return engine.Open(source, cancellation).Try(out var opened, out var refusal) ? new Watched(this, opened) : refusal;
        }

        private sealed class Watched(WatchedEngine engine, OpenedImage opened) : OpenedImage
        {
            public override long MemoryFor(IReadOnlyList<Target> targets) => opened.MemoryFor(targets);

            public override Outcome<PictureDescription> Describe() => opened.Describe();

            public override void Dispose()
            {
                opened.Dispose();
                Interlocked.Increment(ref engine.Closed);
            }

            public override IReadOnlyList<Outcome<EncodedPicture>> MakeAll(
                IReadOnlyList<Target> targets, Action<int, EncodedPicture>? made = null)
            {
                engine.Targets.Enqueue(targets.Count);
                return opened.MakeAll(targets, (i, picture) =>
                {
                    made?.Invoke(i, picture);
                    if (i == 0)
                    {
                        engine.AfterTheFirst?.Invoke();
                    }
                });
            }
        }
    }
}
