using ImageFunctions.Storage;

namespace ImageFunctions.Http;

/// <summary>Says whether the process can serve: storage answers, and every served container is there.</summary>
internal sealed class Health(StorageProbe probe)
{
    public const string Path = "/healthz";

    /// <summary>200, or 503 with a problem.</summary>
    public async Task HandleAsync(HttpContext http)
    {
        if (!await probe.IsHealthyAsync().WaitAsync(http.RequestAborted).ConfigureAwait(false))
        {
            await ProblemResponse.WriteAsync(http, Requests.Refusal.StorageUnavailable).ConfigureAwait(false);
            return;
        }

        await PlainResponse.WriteAsync(http, "healthy").ConfigureAwait(false);
    }
}
