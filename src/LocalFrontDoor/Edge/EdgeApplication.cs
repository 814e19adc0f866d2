using System.Net;
using LocalFrontDoor.Page;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace LocalFrontDoor.Edge;

/// <summary>The web application: the page, what it needs, and for all else the edge.</summary>
internal static class EdgeApplication
{
    /// <summary>Builds it; nothing runs yet. It takes no settings from its surroundings: those are for the origin.</summary>
    /// <param name="edge">What the edge stands before.</param>
    /// <param name="originals">What the page lists and adds to.</param>
    /// <param name="sizes">What the page shows, for example 100x100.</param>
    /// <param name="port">On localhost, IPv4 and IPv6; 0 for any free one, IPv4 only.</param>
    /// <param name="configure">Changes the services, for example where logs go.</param>
    public static WebApplication Build(
        EdgeOptions edge, Originals originals, IReadOnlyList<string> sizes, int port, Action<WebApplicationBuilder> configure)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Listen(kestrel, port));
        builder.Services.AddRoutingCore();
        builder.Services.AddHttpForwarder();
        builder.Services.AddSingleton(edge).AddSingleton(originals).AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(services => new EdgeCache(services.GetRequiredService<TimeProvider>()));
        builder.Services.AddSingleton<OriginForwarder>().AddSingleton<FrontDoor>();
        configure(builder);

        var app = builder.Build();
        app.UseRouting();
        app.MapPage();
        app.MapLocalEndpoints(sizes);
        app.Map("/{**path}", app.Services.GetRequiredService<FrontDoor>().AnswerAsync);
        return app;
    }

    private static void Listen(KestrelServerOptions kestrel, int port)
    {
        kestrel.AddServerHeader = false;
        if (port == 0)
        {
            kestrel.Listen(IPAddress.Loopback, port);
        }
        else
        {
            kestrel.ListenLocalhost(port);
        }
    }
}
