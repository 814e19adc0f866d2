using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Yarp.ReverseProxy.Forwarder;

namespace ImageFunctions.Tests.Fixtures;

/// <summary>One call of the origin to storage.</summary>
internal sealed record StorageCall(string Method, string Path, string? IfMatch, string? IfNoneMatch)
{
    public bool Is(string method, string blob) => Method == method && Path.EndsWith(blob, StringComparison.Ordinal);
}

/// <summary>Stands between an origin and Azurite: counts calls and holds them up. Requests pass byte for byte, since they
/// are signed.</summary>
internal sealed class StorageProxy : HttpTransformer, IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly Uri azurite;
    private readonly HttpMessageInvoker invoker = new(
        new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false });
    private readonly ConcurrentQueue<StorageCall> calls = [];
    private readonly ConcurrentQueue<HeldCall> holds = [];

    private StorageProxy(WebApplication app, Uri azurite) => (this.app, this.azurite) = (app, azurite);

    /// <summary>For the origin's setting <c>ImageStorage</c>.</summary>
    public required string ConnectionString { get; init; }

    /// <summary>Every call so far, in the order of arrival.</summary>
    public IReadOnlyList<StorageCall> Calls => [.. calls];

    public static async Task<StorageProxy> StartAsync(AzuriteFixture fixture)
    {
        StorageProxy? proxy = null;
        var front = await StorageFront.StartAsync(fixture, http => proxy!.PassAsync(http));
        return proxy = new StorageProxy(front.App, front.Azurite) { ConnectionString = front.ConnectionString };
    }

    public int Count(string method, string blob) => calls.Count(call => call.Is(method, blob));

    /// <summary>Holds up the next such call until it is released.</summary>
    public HeldCall HoldNext(string method, string blob)
    {
        var held = new HeldCall(method, blob);
        holds.Enqueue(held);
        return held;
    }

    public override ValueTask TransformRequestAsync(
        HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
    {
        var target = httpContext.Features.Get<IHttpRequestFeature>()!.RawTarget;
        proxyRequest.RequestUri = new Uri(
            destinationPrefix + target, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        return base.TransformRequestAsync(httpContext, proxyRequest, destinationPrefix, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var held in holds)
        {
            held.Release();
        }

        await app.DisposeAsync();
        invoker.Dispose();
    }

    private async Task PassAsync(HttpContext http)
    {
        var headers = http.Request.Headers;
        var path = Uri.UnescapeDataString(http.Request.Path.Value!);
        var call = new StorageCall(http.Request.Method, path, headers.IfMatch.FirstOrDefault(), headers.IfNoneMatch.FirstOrDefault());
        calls.Enqueue(call);
        var found = holds.FirstOrDefault(held => held.Takes(call));
        if (found is not null)
        {
            await found.WaitAsync(http.RequestAborted);
        }

        var forwarder = http.RequestServices.GetRequiredService<IHttpForwarder>();
        await forwarder.SendAsync(http, azurite.GetLeftPart(UriPartial.Authority), invoker, ForwarderRequestConfig.Empty, this);
        found?.End();
    }
}

/// <summary>A call to storage that waits for the test.</summary>
internal sealed class HeldCall(string method, string blob)
{
    private readonly TaskCompletionSource arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource abandoned = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource answered = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The call has come.</summary>
    public Task Arrived => arrived.Task.InTime();

    /// <summary>The origin has given it up.</summary>
    public Task Abandoned => abandoned.Task.InTime();

    /// <summary>It was released, and storage has answered it.</summary>
    public Task Answered => answered.Task.InTime();

    public bool Takes(StorageCall call) => call.Is(method, blob) && arrived.TrySetResult();

    public async Task WaitAsync(CancellationToken gone)
    {
        try
        {
            await released.Task.WaitAsync(gone);
        }
        catch (OperationCanceledException)
        {
            abandoned.TrySetResult();
            throw;
        }
    }

    public void Release() => released.TrySetResult();

    public void End() => answered.TrySetResult();
}
