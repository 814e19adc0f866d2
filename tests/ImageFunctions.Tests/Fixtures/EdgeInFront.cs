using LocalFrontDoor.Edge;
using LocalFrontDoor.Page;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace ImageFunctions.Tests.Fixtures;

/// <summary>A local Front Door on a free port, and a client that sends what it is told to and nothing of its own.</summary>
internal sealed class EdgeInFront : IAsyncDisposable
{
    private readonly WebApplication app;

    private EdgeInFront(WebApplication app, LogRecorder logs)
    {
        (this.app, Logs) = (app, logs);
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        Client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = new Uri(addresses.Single()) };
    }

    public HttpClient Client { get; }

    public LogRecorder Logs { get; }

    /// <summary>How many requests went on to the origin.</summary>
    public int Forwarded => Logs.Of(typeof(OriginForwarder).FullName!, id: 2).Count;

    public static async Task<EdgeInFront> StartAsync(EdgeOptions options, Originals originals, TimeProvider? time = null)
    {
        var logs = new LogRecorder();
        var app = EdgeApplication.Build(options, originals, ["100x100", "200x200"], port: 0, builder =>
        {
            builder.Logging.SetMinimumLevel(LogLevel.Debug).AddProvider(logs);
            if (time is not null)
            {
                builder.Services.Replace(ServiceDescriptor.Singleton(time));
            }
        });
        await app.StartAsync();
        return new EdgeInFront(app, logs);
    }

    /// <summary>Sends a request with exactly these headers, given as `Name: value`.</summary>
    public Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, params string[] headers)
    {
        var request = new HttpRequestMessage(method, path);
        foreach (var header in headers)
        {
            var parts = header.Split(": ", 2);
            request.Headers.TryAddWithoutValidation(parts[0], parts[1]);
        }

        return Client.SendAsync(request, Xunit.TestContext.Current.CancellationToken);
    }

    public Task<HttpResponseMessage> GetAsync(string path, params string[] headers) => SendAsync(HttpMethod.Get, path, headers);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await app.DisposeAsync();
    }
}
