using System.Globalization;
using System.Net;
using ImageFunctions.Settings;
using Microsoft.Extensions.Logging.Console;

namespace ImageFunctions.Hosting.CustomHandler;

/// <summary>
/// What belongs to this host: the Functions host starts the program, says at which port of the loopback it shall listen, polls
/// <c>GET /</c>, and passes every request on (host.json: <c>enableProxyingHttpRequest</c>).
/// </summary>
internal static partial class CustomHandlerHost
{
    /// <summary>The environment variable that holds the port.</summary>
    public const string PortSetting = "FUNCTIONS_CUSTOMHANDLER_PORT";

    // Settings are read once. Watching for others, as the framework does, puts a watch on every folder below the current one, which
    // alone can take as long as the rest of the start.
    private const string NoWatching = "--hostBuilder:reloadConfigOnChange=false";

    // The host's own, or its image's, which this program inherits; Kestrel would warn at each start that it does not use them.
    private static readonly string[] HostsAddresses = ["ASPNETCORE_URLS", "ASPNETCORE_HTTP_PORTS", "ASPNETCORE_HTTPS_PORTS"];

    /// <summary>A builder that listens where the host says.</summary>
    public static WebApplicationBuilder CreateBuilder(string[] args, ICollection<string> faults)
    {
        foreach (var addresses in HostsAddresses)
        {
            Environment.SetEnvironmentVariable(addresses, null);
        }

        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            Args = [.. args, NoWatching],
            ContentRootPath = AppContext.BaseDirectory,
        });
        var text = builder.Configuration[PortSetting];
        if (!ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port == 0)
        {
            faults.Add(text is null
                ? $"{PortSetting} is not set. The Functions host sets it; by hand, any free port will do, such as 7071."
                : $"{PortSetting} is '{text}'. It must be a port from 1 to 65535.");
        }

        // The host takes every line of standard output for Information, and grades one of standard error by its words (warn, fail): so what
        // is worth a warning goes there, each with its stack on one line.
        builder.Logging.AddSimpleConsole(static console => console.SingleLine = true);
        builder.Services.Configure<ConsoleLoggerOptions>(static console => console.LogToStandardErrorThreshold = LogLevel.Warning);

        // The framework's line for every request would hold the names of pictures; what matters the service logs itself.
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, port);
        });
        return builder;
    }

    /// <summary>The program, ready to run: every request goes straight into the origin.</summary>
    public static WebApplication Build(WebApplicationBuilder builder, ServiceOptions options)
    {
        var app = builder.Build();
        app.Run(TellOfForwarding(Endpoints.Map(app.Services, options), app.Logger));
        return app;
    }

    // A host from before May 2025 cannot proxy (azure-functions-host, pull request 11035). It forwards instead, as host.json tells it to:
    // names with %3F or repeated parameters then arrive wrong. Only its requests show it, and only those of viewers.
    private static RequestDelegate TellOfForwarding(RequestDelegate next, ILogger logger)
    {
        var told = false;
        return http =>
        {
            if (!told
                && HttpMethods.IsGet(http.Request.Method)
                && http.Request.Headers.TryGetValue("X-Azure-Functions-HostVersion", out var version))
            {
                told = true;
                if (!http.Request.Headers.ContainsKey("x-ms-invocation-id"))
                {
                    logger.Forwarded(version.ToString());
                }
            }

            return next(http);
        };
    }

    [LoggerMessage(EventId = 500, Level = LogLevel.Warning,
        Message = "The Functions host {Version} is too old to proxy requests: "
            + "it forwards them, and not every address unchanged (docs/deploy.md).")]
    private static partial void Forwarded(this ILogger logger, string version);
}
