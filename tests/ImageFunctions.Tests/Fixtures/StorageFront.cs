using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ImageFunctions.Tests.Fixtures;

/// <summary>A server of the loopback that an origin takes for its storage: what each stand-in does with a call is its own.</summary>
/// <param name="App">Listens on a free port.</param>
/// <param name="Azurite">The real storage behind it.</param>
/// <param name="ConnectionString">Leads the origin here.</param>
internal sealed record StorageFront(WebApplication App, Uri Azurite, string ConnectionString)
{
    public static async Task<StorageFront> StartAsync(AzuriteFixture fixture, RequestDelegate handle)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddHttpForwarder();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        app.Run(handle);
        await app.StartAsync(Xunit.TestContext.Current.CancellationToken);
        var azurite = new Uri(fixture.Container("any").Uri.GetLeftPart(UriPartial.Authority));
        return new StorageFront(
            app, azurite,
            fixture.ConnectionString.Replace(azurite.Authority, new Uri(app.Urls.First()).Authority, StringComparison.Ordinal));
    }
}
