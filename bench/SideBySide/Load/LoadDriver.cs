using System.Diagnostics;
using System.Net.Http.Headers;

namespace Bench.SideBySide.Load;

/// <summary>Asks for addresses, a fixed number at once over connections that stay open, and takes the time of each.</summary>
internal sealed class LoadDriver : IDisposable
{
    /// <summary>What browsers take.</summary>
    public const string WebP = "image/webp";

    private readonly HttpMessageInvoker invoker;
    private readonly int atOnce;
    private readonly string accept;

    /// <summary>A driver with connections of its own.</summary>
    /// <param name="atOnce">Requests under way at the same time.</param>
    /// <param name="accept">What it says that it takes.</param>
    public LoadDriver(int atOnce, string accept = WebP)
    {
        (this.atOnce, this.accept) = (atOnce, accept);
        invoker = new HttpMessageInvoker(new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            ActivityHeadersPropagator = null,
            MaxConnectionsPerServer = atOnce,
        });
    }

    /// <summary>Asks for every address once, in order.</summary>
    /// <exception cref="HttpRequestException">An answer was not 200.</exception>
    public async Task<LoadResult> RunAsync(IReadOnlyList<Uri> addresses)
    {
        var latencies = new double[addresses.Count];
        var statuses = new string?[addresses.Count];
        var next = -1;
        var start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Math.Min(atOnce, addresses.Count)).Select(_ => Task.Run(async () =>
        {
            for (var i = Interlocked.Increment(ref next); i < addresses.Count; i = Interlocked.Increment(ref next))
            {
                var sent = Stopwatch.GetTimestamp();
                statuses[i] = (await GetAsync(addresses[i], CancellationToken.None)).CacheStatus;
                latencies[i] = Stopwatch.GetElapsedTime(sent).TotalMilliseconds;
            }
        })));
        return new LoadResult(Stopwatch.GetElapsedTime(start).TotalMilliseconds, latencies, statuses);
    }

    /// <summary>Asks until something listens and answers.</summary>
    public async Task<Answer> UntilAnsweredAsync(Uri address, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                return await GetAsync(address, cancellation);
            }
            catch (HttpRequestException e) when (e.HttpRequestError == HttpRequestError.ConnectionError)
            {
                await Task.Delay(2, cancellation); // nobody listens yet
            }
        }
    }

    /// <summary>Asks once.</summary>
    public async Task<Answer> GetAsync(Uri address, CancellationToken cancellation)
    {
        using var request =
            new HttpRequestMessage(HttpMethod.Get, address) { Headers = { Accept = { new MediaTypeWithQualityHeaderValue(accept) } } };
        using var response = await invoker.SendAsync(request, cancellation);
        var body = await response.Content.ReadAsByteArrayAsync(cancellation);
        return response.IsSuccessStatusCode
            ? new Answer(body, Header(response, "Cache-Status"), Header(response, "Server-Timing"))
            : throw new HttpRequestException($"{address} answered {(int)response.StatusCode}: {System.Text.Encoding.UTF8.GetString(body)}");
    }

    /// <inheritdoc/>
    public void Dispose() => invoker.Dispose();

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? string.Join(", ", values) : null;
}

/// <summary>A picture, and what the origin said of it.</summary>
internal sealed record Answer(byte[] Body, string? CacheStatus, string? ServerTiming);

/// <summary>What a number of requests took.</summary>
/// <param name="WallMilliseconds">From the first to the last.</param>
/// <param name="Latencies">Of each, in milliseconds.</param>
/// <param name="CacheStatuses">What each answer said of the store, where it said so.</param>
internal sealed record LoadResult(double WallMilliseconds, double[] Latencies, string?[] CacheStatuses)
{
    /// <summary>Answers a second.</summary>
    public double PerSecond => Latencies.Length * 1000 / WallMilliseconds;

    /// <summary>The latency that a share of all requests did not exceed.</summary>
    public double Percentile(double share)
    {
        var ordered = Latencies.Order().ToArray();
        return ordered[Math.Clamp((int)Math.Ceiling(share * ordered.Length) - 1, 0, ordered.Length - 1)];
    }
}
