using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace ImageFunctions.Tests.Fixtures;

/// <summary>Takes what is sent over OTLP (HTTP, protobuf), to be searched for bytes.</summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly ConcurrentQueue<(string Path, byte[] Body)> received = [];
    private readonly WebApplication app;

    private OtlpReceiver(WebApplication app) => this.app = app;

    public string Address => app.Urls.First();

    public static async Task<OtlpReceiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var receiver = new OtlpReceiver(app);
        app.Run(async http =>
        {
            using var body = new MemoryStream();
            await http.Request.Body.CopyToAsync(body);
            receiver.received.Enqueue((http.Request.Path, body.ToArray()));
        });
        await app.StartAsync(Xunit.TestContext.Current.CancellationToken);
        return receiver;
    }

    /// <summary>Waits until all of that has come in one message.</summary>
    public async Task WaitForAsync(string path, params byte[][] parts)
    {
        while (!received.Any(message => message.Path == path && parts.All(part => message.Body.AsSpan().IndexOf(part) >= 0)))
        {
            await Task.Delay(20, Xunit.TestContext.Current.CancellationToken);
        }
    }

    public static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
