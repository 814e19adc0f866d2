using System.Net;
using ImageFunctions.Settings;

namespace ImageFunctions.Hosting.CustomHandler;

/// <summary>
/// What belongs to this host: the Functions host starts the program, says at which port of the loopback it shall listen, polls
/// <c>GET /</c>, and passes every request on (host.json: <c>enableProxyingHttpRequest</c>).
/// </summary>
internal static partial class CustomHandlerHost
{
    /// <summary>The environment variable that holds the port.</summary>
    public const string PortSetting = "FUNCTIONS_CUSTOMHANDLER_PORT";

    /// <summary>The exit code after a signal.</summary>
    public const int SignalledExitCode = Guardian.StartAgain;

    /// <summary>Whether the host counts how often the program dies, so that it is better a child of itself after a death.</summary>
    public static bool CountsDeaths => true;

    /// <summary>A builder that listens where the host says.</summary>
    public static WebApplicationBuilder CreateBuilder(string[] args, ICollection<string> faults)
    {
        var builder = OwnServer.CreateBuilder(args, faults);
        const string missing = $"{PortSetting} is not set. The Functions host sets it; by hand, any free port will do, such as 7071.";
        var port = OwnServer.ReadPort(builder.Configuration, PortSetting, missing, otherwise: 0, faults);
        builder.Listen(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        return builder;
    }

    /// <summary>The program, ready to run: every request goes straight into the origin.</summary>
    public static WebApplication Build(WebApplicationBuilder builder, ServiceOptions options)
    {
        var app = builder.Build();
        app.Run(TellOfForwarding(Endpoints.Map(app.Services, options, Endpoints.FunctionCalls(app.Services)), app.Logger));
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
