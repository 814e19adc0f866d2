using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using Azure.Core.Pipeline;
using Azure.Storage.Blobs;
using ImageFunctions.Hosting;
using ImageFunctions.Imaging;
using ImageFunctions.Lifecycle;
using ImageFunctions.Requests;
using ImageFunctions.Settings;
using ImageFunctions.Tests.Requests;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ImageFunctions.Tests.Lifecycle;

/// <summary>Made once, also where some look just before the store ends and ask just after it.</summary>
public class StaggeredArrivalsTests
{
    private const int Runs = 200;
    private const int RunsAtOnce = 20;
    private const int Viewers = 100;
    private const int SpreadMilliseconds = 150;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task MakeAsync_HundredColdRequestsOverSomeTime_DecodeOnceInEachOfManyRuns()
    {
        using var storage = new SlowStorage();
        var engine = new CountingEngine();
        var options = new ServiceOptions(new ImageOptions { MaxQueue = Runs * Viewers }, new StorageOptions(null, null, null), null, null);
        await using var services = new ServiceCollection().AddLogging().AddMetrics().AddImageFunctions(options)
            .AddSingleton(storage.Connect())
            .AddSingleton<IImageEngine>(engine)
            .BuildServiceProvider();

        foreach (var runs in Enumerable.Range(0, Runs).Chunk(RunsAtOnce))
        {
            await Task.WhenAll(runs.SelectMany(run => Enumerable.Range(0, Viewers).Select(_ => AskAsync(services, storage, run))));
        }

        Assert.Equal(Runs, engine.Decodes.Count);
        Assert.All(engine.Decodes, decodes => Assert.Equal(1, decodes.Value));
    }

    private static async Task AskAsync(ServiceProvider services, SlowStorage storage, int run)
    {
        var original = Paths.Path($"/images/{run}.jpg");
        storage.Put(original.ToString(), BitConverter.GetBytes(run));
        var variant = VariantPath.For(original, Paths.Dimension("100x100"), "webp").Value!;
        await Task.Delay(Random.Shared.Next(SpreadMilliseconds), Cancellation);
        var found = await services.GetRequiredService<VariantLookup>().FindAsync(variant, byPath: false, withBody: true, Cancellation);
        if (found.Value!.Missing is { } missing)
        {
            var (made, _) = await services.GetRequiredService<VariantMaker>().MakeAsync(missing, Cancellation);
            Assert.NotNull(made.Value);
        }
    }

    /// <summary>Makes nothing, and counts how often, by the original's content.</summary>
    private sealed class CountingEngine : IImageEngine
    {
        public ConcurrentDictionary<int, int> Decodes { get; } = [];

        public string Identity => "counting";

        public Outcome<OpenedImage> Open(NativeBuffer source, CancellationToken cancellation) => new Counted(this, source);

        private sealed class Counted(CountingEngine engine, NativeBuffer source) : OpenedImage
        {
            public override long MemoryFor(IReadOnlyList<Target> targets) => 1;

            public override Outcome<PictureDescription> Describe() => throw new NotSupportedException();

            public override IReadOnlyList<Outcome<EncodedPicture>> MakeAll(
                IReadOnlyList<Target> targets, Action<int, EncodedPicture>? made = null)
            {
                engine.Decodes.AddOrUpdate(BitConverter.ToInt32(source.GetSpan()), 1, static (_, count) => count + 1);
                return [.. targets.Select(_ => (Outcome<EncodedPicture>)new EncodedPicture([1, 2, 3], TimeSpan.Zero, TimeSpan.Zero))];
            }

            public override void Dispose()
            {
                // Nothing is held.
            }
        }
    }

    /// <summary>As much of Blob Storage as is needed, in memory,
    /// each call of which takes some milliseconds before and after its work.</summary>
    private sealed class SlowStorage : HttpMessageHandler
    {
        private const int LongestMilliseconds = 12;

        private readonly ConcurrentDictionary<string, Blob> blobs = [];

        public BlobServiceClient Connect() =>
            new(new Uri("http://storage.invalid"), new BlobClientOptions { Transport = new HttpClientTransport(new HttpClient(this)) });

        public void Put(string path, byte[] content) => blobs.TryAdd(path, new Blob(content, []));

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            await Task.Delay(Random.Shared.Next(LongestMilliseconds), cancellationToken);
            var content = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellationToken);
            var path = Uri.UnescapeDataString(request.RequestUri!.AbsolutePath);
            var answer = request.Method == HttpMethod.Put ? Create(path, content, request)
                : blobs.TryGetValue(path, out var blob) ? Found(blob)
                : Refused(HttpStatusCode.NotFound, "BlobNotFound");
            await Task.Delay(Random.Shared.Next(LongestMilliseconds), cancellationToken);
            return answer;
        }

        private HttpResponseMessage Create(string path, byte[] content, HttpRequestMessage request)
        {
            var metadata = request.Headers.Where(header => header.Key.StartsWith("x-ms-meta-", StringComparison.Ordinal));
            var blob = new Blob(content, [.. metadata.Select(header => (header.Key, header.Value.Single()))]);
            return blobs.TryAdd(path, blob)
                ? Described(HttpStatusCode.Created, blob)
                : Refused(HttpStatusCode.Conflict, "BlobAlreadyExists");
        }

        private static HttpResponseMessage Found(Blob blob)
        {
            var answer = Described(HttpStatusCode.OK, blob);
            foreach (var (name, value) in blob.Metadata)
            {
                answer.Headers.TryAddWithoutValidation(name, value);
            }

            return answer;
        }

        private static HttpResponseMessage Described(HttpStatusCode status, Blob blob)
        {
            var answer = new HttpResponseMessage(status) { Content = new ByteArrayContent(blob.Content) };
            answer.Content.Headers.ContentLength = blob.Content.Length; // it is computed only when it is asked for
            answer.Content.Headers.LastModified = DateTimeOffset.UnixEpoch;
            answer.Headers.TryAddWithoutValidation("ETag", $"\"{blob.Etag}\"");
            return answer;
        }

        private static HttpResponseMessage Refused(HttpStatusCode status, string code)
        {
            var answer = new HttpResponseMessage(status) { Content = new ByteArrayContent([]) };
            answer.Headers.TryAddWithoutValidation("x-ms-error-code", code);
            return answer;
        }

        private sealed record Blob(byte[] Content, (string Name, string Value)[] Metadata)
        {
            public string Etag { get; } = RandomNumberGenerator.GetInt32(int.MaxValue).ToString("X", CultureInfo.InvariantCulture);
        }
    }
}
