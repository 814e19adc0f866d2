using ImageFunctions.Lifecycle;
using ImageFunctions.Requests;
using ImageFunctions.Settings;
using ImageFunctions.Storage;
using ImageFunctions.Telemetry;

namespace ImageFunctions.Http;

/// <summary>
/// Answers with the outdated variant where no new one can be made now, if that is wanted (<c>Images__ServeStaleOnError</c>).
/// </summary>
internal sealed partial class StaleAnswer(BlobStore store, ImageOptions options, ImageMetrics metrics, ILogger<StaleAnswer> logger)
{
    // Soon asked for again, and yet not by every viewer: the service is in trouble already.
    private const string CacheControl = "public, max-age=10";

    /// <summary>Answers, where there is an outdated variant and the reason for not making a new one passes.</summary>
    /// <returns>False where nothing was answered.</returns>
    public async Task<bool> TryWriteAsync(HttpContext http, MissingVariant missing, bool negotiated, Refusal refusal)
    {
        if (!options.ServeStaleOnError || missing.Stale is null || refusal.Status < StatusCodes.Status500InternalServerError)
        {
            return false;
        }

        var path = missing.Variant.Path;
        await using var blob = await store.GetAsync(path, http.RequestAborted);
        if (blob is null)
        {
            return false;
        }

        metrics.StaleServed();
        LogStaleServed(logger, path);
        CacheStatus.StaleOnError(http);
        var picture = PictureHeaders.Of(blob, options, negotiated);
        picture = ImageOptions.IsRestricted(picture.CacheControl) ? picture : picture with { CacheControl = CacheControl };
        await PictureResponse.WriteAsync(http, picture, PictureBody.From(blob));
        return true;
    }

    [LoggerMessage(EventId = 442, Level = LogLevel.Warning, Message = "The outdated variant {Path} is served: no new one can be made now.")]
    private static partial void LogStaleServed(ILogger logger, ImagePath path);
}
