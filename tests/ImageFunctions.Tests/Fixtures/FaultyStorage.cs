using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace ImageFunctions.Tests.Fixtures;

/// <summary>Stands between an origin and Azurite, and does to chosen calls what networks and storage do on bad days.</summary>
internal sealed class FaultyStorage : IAsyncDisposable
{
    private static readonly string[] NotForwarded = ["Host", "Connection", "Transfer-Encoding", "Content-Length", "Keep-Alive"];

    private readonly Lock gate = new();
    private readonly List<(string Method, string Blob, Fault Fault)> faults = [];
    private readonly ConcurrentQueue<(string Method, string Path)> calls = [];
    private readonly ConcurrentQueue<(string Method, string Path)> answered = [];
    private readonly HttpMessageInvoker invoker = new(
        new SocketsHttpHandler { UseProxy = false, UseCookies = false, ActivityHeadersPropagator = null });
    private readonly WebApplication app;
    private readonly Uri azurite;

    private FaultyStorage(WebApplication app, Uri azurite) => (this.app, this.azurite) = (app, azurite);

    /// <summary>For the origin's setting <c>ImageStorage</c>.</summary>
    public required string ConnectionString { get; init; }

    public static async Task<FaultyStorage> StartAsync(AzuriteFixture fixture)
    {
        FaultyStorage? storage = null;
        var front = await StorageFront.StartAsync(fixture, http => storage!.HandleAsync(http));
        return storage = new FaultyStorage(front.App, front.Azurite) { ConnectionString = front.ConnectionString };
    }

    /// <summary>The next calls of that kind for that blob meet the fault, one each; all other calls pass.</summary>
    public void Inject(string method, string blob, Fault fault, int times = 1)
    {
        lock (gate)
        {
            faults.AddRange(Enumerable.Repeat((method, blob, fault), times));
        }
    }

    /// <summary>How many calls of that kind have come for a blob.</summary>
    public int Count(string method, string blob) =>
        calls.Count(call => call.Method == method && call.Path.EndsWith(blob, StringComparison.Ordinal));

    /// <summary>How many calls of that kind for a blob Azurite has answered.</summary>
    public int Answered(string method, string blob) =>
        answered.Count(call => call.Method == method && call.Path.EndsWith(blob, StringComparison.Ordinal));

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        invoker.Dispose();
    }

    private async Task HandleAsync(HttpContext http)
    {
        var path = Uri.UnescapeDataString(http.Request.Path.Value!);
        calls.Enqueue((http.Request.Method, path));
        var fault = Take(http.Request.Method, path);
        if (fault?.Before is { } before)
        {
            await before(http);
            if (http.Response.HasStarted || http.Response.StatusCode != 200 || http.RequestAborted.IsCancellationRequested)
            {
                return;
            }
        }

        using var answer = await ForwardAsync(http);
        var body = await answer.Content.ReadAsByteArrayAsync(http.RequestAborted);
        answered.Enqueue((http.Request.Method, path));
        http.Response.StatusCode = (int)answer.StatusCode;
        foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers).Where(header => !NotForwarded.Contains(header.Key)))
        {
            http.Response.Headers[name] = values.ToArray();
        }

        http.Response.ContentLength = http.Request.Method == "HEAD" ? answer.Content.Headers.ContentLength : body.Length;
        if (fault?.Body is { } rewrite)
        {
            await rewrite(http, body);
        }
        else if (body.Length > 0)
        {
            await http.Response.Body.WriteAsync(body, http.RequestAborted);
        }
    }

    private Fault? Take(string method, string path)
    {
        lock (gate)
        {
            var found = faults.FindIndex(next => next.Method == method && path.EndsWith(next.Blob, StringComparison.Ordinal));
            if (found < 0)
            {
                return null;
            }

            var fault = faults[found].Fault;
            faults.RemoveAt(found);
            return fault;
        }
    }

    private async Task<HttpResponseMessage> ForwardAsync(HttpContext http)
    {
        var target = http.Features.Get<IHttpRequestFeature>()!.RawTarget;
        using var request = new HttpRequestMessage(new HttpMethod(http.Request.Method), new Uri(azurite, target));
        if (http.Request.ContentLength > 0)
        {
            request.Content = new StreamContent(http.Request.Body);
            request.Content.Headers.ContentLength = http.Request.ContentLength;
        }
        else if (http.Request.Method == "PUT")
        {
            request.Content = new ByteArrayContent([]);
        }

        foreach (var (name, values) in http.Request.Headers.Where(header => !NotForwarded.Contains(header.Key)))
        {
            if (!request.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values))
            {
                request.Content?.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
            }
        }

        return await invoker.SendAsync(request, http.RequestAborted);
    }
}
