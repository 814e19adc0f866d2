using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace ImageFunctions.Tests.Fixtures;

/// <summary>An origin that answers as a test says: for answers that ours never gives.</summary>
internal sealed class StubOrigin : IAsyncDisposable
{
    private readonly WebApplication app;

    private StubOrigin(WebApplication app) => this.app = app;

    public Uri Address => new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    /// <summary>The headers of every request that came.</summary>
    public ConcurrentQueue<IHeaderDictionary> Requests { get; } = new();

    public static async Task<StubOrigin> StartAsync(RequestDelegate answer)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var origin = new StubOrigin(app);
        app.Run(http =>
        {
            origin.Requests.Enqueue(new HeaderDictionary(http.Request.Headers.ToDictionary()));
            return answer(http);
        });
        await app.StartAsync();
        return origin;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
