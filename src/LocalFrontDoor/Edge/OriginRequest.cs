using Yarp.ReverseProxy.Forwarder;

namespace LocalFrontDoor.Edge;

/// <summary>How one request goes to the origin and its answer comes back.</summary>
internal sealed class OriginRequest : HttpTransformer
{
    /// <summary>What X-Azure-FDID says.</summary>
    public required Guid FrontDoorId { get; init; }

    /// <summary>What X-Azure-Ref says.</summary>
    public required string Reference { get; init; }

    /// <summary>Caching is on for the request.</summary>
    public required bool Caching { get; init; }

    /// <summary>The answer is to be stored: the whole is wanted, whatever the viewer asked for.</summary>
    public required bool Whole { get; init; }

    /// <summary>Called when the origin's status and headers are in the response, before the first byte of the body.</summary>
    public required Action<HttpResponse> Answered { get; init; }

    public override async ValueTask TransformRequestAsync(
        HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
    {
        await base.TransformRequestAsync(httpContext, proxyRequest, destinationPrefix, cancellationToken);

        // As originHostHeader in infra/: the origin sees its own name, and the public one in X-Forwarded-Host.
        proxyRequest.Headers.Host = null;
        if (Caching)
        {
            EdgeHeaders.RemoveWhenCaching(proxyRequest);
        }

        if (Whole)
        {
            EdgeHeaders.RemoveConditions(proxyRequest);
        }

        EdgeHeaders.AddTo(proxyRequest, httpContext, FrontDoorId, Reference);
    }

    public override async ValueTask<bool> TransformResponseAsync(
        HttpContext httpContext, HttpResponseMessage? proxyResponse, CancellationToken cancellationToken)
    {
        var goesOn = await base.TransformResponseAsync(httpContext, proxyResponse, cancellationToken);
        if (proxyResponse is not null)
        {
            Answered(httpContext.Response);
        }

        return goesOn;
    }
}
