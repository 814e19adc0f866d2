using LocalFrontDoor.Rules;

namespace LocalFrontDoor.Edge;

/// <summary>
/// One edge of Azure Front Door Standard, as far as its documentation tells: rules, then the cache, then the origin.
/// Concurrent misses of one key all go to the origin: an older page said that requests in flight "may share the response"
/// (front-door-caching, 2018), today's no longer does, and an origin must not count on it.
/// </summary>
internal sealed class FrontDoor(EdgeOptions options, EdgeCache cache, OriginForwarder origin, TimeProvider time, ILogger<FrontDoor> log)
{
    /// <summary>Answers a viewer.</summary>
    public async Task AnswerAsync(HttpContext context)
    {
        var (request, response) = (context.Request, context.Response);
        var (started, target) = (time.GetTimestamp(), request.Path + request.QueryString);
        var reference = EdgeHeaders.NewReference(time.GetUtcNow());
        response.OnStarting(() =>
        {
            response.Headers[EdgeHeaders.Reference] = reference;
            return Task.CompletedTask;
        });

        EdgeHeaders.RemoveReserved(request.Headers);
        var configuration = RuleEngine.Run(options.Rules, request.Path.Value ?? "/", request.Headers);
        if (configuration is null || !HttpMethods.IsGet(request.Method))
        {
            await PassAsync(context, reference, configuration is not null);
        }
        else
        {
            await CachedAsync(context, reference, configuration);
        }

        var took = time.GetElapsedTime(started).TotalMilliseconds;
        EdgeLog.Answered(log, request.Method, target, response.StatusCode, response.Headers[XCache.Header].ToString(), took);
    }

    /// <summary>"Only requests that use the GET request method are cacheable. All other request methods are always proxied
    /// through the network." HEAD is one of them.</summary>
    private async Task PassAsync(HttpContext context, string reference, bool caching)
    {
        var xCache = caching ? XCache.Miss : XCache.ConfigNoCache;
        var request = ToOrigin(reference, caching, whole: false, response => response.Headers[XCache.Header] = xCache);
        if (!await origin.SendAsync(context, request))
        {
            await FailAsync(context, xCache);
        }
    }

    private async Task CachedAsync(HttpContext context, string reference, CacheConfiguration configuration)
    {
        var request = context.Request;
        var key = CacheKey.For(request.Host.Value ?? "", request.Path.Value ?? "/", request.QueryString.Value ?? "", configuration);
        if (cache.Find(key) is { } stored)
        {
            await StoredAnswerWriter.WriteAsync(context, stored, XCache.Hit, stored.AgeInSeconds(time.GetUtcNow()));
        }
        else
        {
            await FetchAsync(context, reference, key, configuration);
        }
    }

    private async Task FetchAsync(HttpContext context, string reference, CacheKey key, CacheConfiguration configuration)
    {
        var purges = cache.Purges;
        var freshness = default(Freshness);
        var body = new HeldBody(context.Response.Body, options.LargestStoredBody);
        var request = ToOrigin(reference, caching: true, whole: true, response =>
        {
            freshness = Freshness.Of(response.StatusCode, response.Headers, configuration, time.GetUtcNow());
            response.Headers[XCache.Header] = freshness.XCache;
            if (freshness.Lifetime is null)
            {
                return;
            }
            // "If the origin response is cacheable, then the Set-Cookie header is removed."
            response.Headers.Remove("Set-Cookie");
            body.Hold(response.ContentLength);
        });

        context.Response.Body = body;
        var answered = await origin.SendAsync(context, request);
        context.Response.Body = body.Viewer;

        if (!answered)
        {
            await FailAsync(context, XCache.Miss);
        }
        else if (body.Held is { } held && freshness.Lifetime is { } lifetime)
        {
            var headers = context.Response.Headers.Where(static header => header.Key != XCache.Header).ToList();
            var stored = new StoredAnswer(context.Response.StatusCode, headers, held, time.GetUtcNow(), lifetime);
            cache.Store(key, stored, purges);
            await StoredAnswerWriter.WriteAsync(context, stored, XCache.Miss, age: null);
        }
    }

    private OriginRequest ToOrigin(string reference, bool caching, bool whole, Action<HttpResponse> answered) => new()
    {
        FrontDoorId = options.FrontDoorId,
        Reference = reference,
        Caching = caching,
        Whole = whole,
        Answered = answered,
    };

    /// <summary>Front Door answers 503 for an origin that it cannot reach.
    /// https://learn.microsoft.com/azure/frontdoor/troubleshoot-issues</summary>
    private static async Task FailAsync(HttpContext context, string xCache)
    {
        if (context.Response.HasStarted || context.RequestAborted.IsCancellationRequested)
        {
            return;
        }

        context.Response.Clear();
        context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers[XCache.Header] = xCache;
        await context.Response.WriteAsync("The origin gave no answer. Look at what it wrote on the console.\n", context.RequestAborted);
    }
}
