using System.Diagnostics;
using System.Net;
using Yarp.ReverseProxy.Forwarder;

namespace LocalFrontDoor.Edge;

/// <summary>Sends requests on to the origin, through YARP.</summary>
internal sealed class OriginForwarder(IHttpForwarder forwarder, EdgeOptions options, ILogger<OriginForwarder> log) : IDisposable
{
    /// <summary>Front Door's default for Standard and Premium.
    /// https://learn.microsoft.com/azure/frontdoor/front-door-faq (origin response timeout)</summary>
    private static readonly ForwarderRequestConfig Patience = new() { ActivityTimeout = TimeSpan.FromSeconds(60) };

    private readonly HttpMessageInvoker client = new(new SocketsHttpHandler
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        ActivityHeadersPropagator = DistributedContextPropagator.CreatePassThroughPropagator(),
    });

    /// <summary>
    /// Sends the viewer's request on and writes the origin's answer to the response, its body to whatever Response.Body is.
    /// </summary>
    /// <returns>False when the origin gave no whole answer; the viewer is then told so, if it is not too late.</returns>
    public async Task<bool> SendAsync(HttpContext context, OriginRequest request)
    {
        var target = context.Request.Path + context.Request.QueryString;
        EdgeLog.Forwarding(log, context.Request.Method, target);
        var error = await forwarder.SendAsync(context, options.Origin.AbsoluteUri, client, Patience, request, context.RequestAborted);
        if (error == ForwarderError.None)
        {
            return true;
        }

        if (!context.RequestAborted.IsCancellationRequested)
        {
            EdgeLog.OriginFailed(log, context.Request.Method, target, error.ToString());
        }

        return false;
    }

    public void Dispose() => client.Dispose();
}
