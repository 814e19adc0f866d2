using System.Diagnostics;
using Azure;
using ImageFunctions.Lifecycle;
using ImageFunctions.Requests;
using ImageFunctions.Settings;
using ImageFunctions.Storage;

namespace ImageFunctions.Http;

/// <summary>A request for a picture, from its first line to the answer (contract).</summary>
internal sealed partial class ImageEndpoint(
    ImageOptions options,
    Rewrite rewrite,
    AllVariants variants,
    BlobStore store,
    VariantLookup lookup,
    VariantMaker maker,
    VariantWriter writer,
    StaleAnswer stale,
    FallbackAnswer fallback,
    ILogger<ImageEndpoint> logger)
{
    /// <summary>Answers; what goes wrong on the way becomes a problem, or ends the connection where the answer has begun.</summary>
    public async Task HandleAsync(HttpContext http)
    {
        try
        {
            var refusal = await AnswerEvenIfReplacedAsync(http);
            if (refusal is not null && !await fallback.TryWriteAsync(http, refusal))
            {
                await ProblemResponse.WriteAsync(http, refusal);
            }
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The viewer has gone; there is nobody to answer.
        }
        catch (Exception e)
        {
            await FailAsync(http, e);
        }
    }

    private async Task<Refusal?> AnswerEvenIfReplacedAsync(HttpContext http)
    {
        try
        {
            return await AnswerAsync(http);
        }
        catch (RequestFailedException e) when (IsReplaced(e) && !http.Response.HasStarted)
        {
            // Found, but replaced or deleted before all of its body was asked for: what is there now is the answer.
            http.Response.Clear();
            return await AnswerAsync(http);
        }
    }

    private async Task<Refusal?> AnswerAsync(HttpContext http)
    {
        // Admit: cheap refusals come before any call to storage.
        var request = http.Request;
        if (!HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method))
        {
            return Refusal.MethodNotAllowed;
        }

        var asksAbout = VariantPath.TryParseInfo(request.Path.Value ?? "", out var about);
        if (!ImagePath.Parse(about ?? request.Path.Value ?? "", options.Containers).Try(out var path, out var refusal))
        {
            return refusal;
        }

        if (asksAbout)
        {
            return await AnswerInfoAsync(http, path);
        }

        // Rewrite: d leads to a variant, and so does a variant's own path; all else is the blob as it is, as is what scales by itself.
        var dimension = ImageFormats.IsSvgExtension(path.Extension) ? null : DimensionParameter.Read(request.QueryString.Value);
        if ((dimension is null ? variants.At(path) : Rewrite(request, path, dimension)) is not { } asked)
        {
            return await ServeAsIsAsync(http, path, Refusal.NotFound);
        }

        if (!asked.Try(out var variant, out refusal))
        {
            return dimension is null ? await ServeAsIsAsync(http, path, refusal) : refusal;
        }

        return await AnswerAsync(http, variant, byPath: dimension is null, negotiated: dimension is not null);
    }

    private async Task<Refusal?> AnswerInfoAsync(HttpContext http, ImagePath original)
    {
        if (ImageFormats.IsSvgExtension(original.Extension))
        {
            return Refusal.NotAnImage;
        }

        if (original.Extension.Length == 0)
        {
            return Refusal.NoExtension;
        }

        return VariantPath.InfoOf(original).Try(out var info, out var refusal)
            ? await AnswerAsync(http, info, byPath: false, negotiated: false)
            : refusal;
    }

    private Outcome<Variant> Rewrite(HttpRequest request, ImagePath path, string dimension)
    {
        var imageFormat = request.Headers[ImageFormats.Header];
        return rewrite.Apply(path, dimension, imageFormat.Count > 0 ? imageFormat.ToString() : null, request.Headers.Accept!);
    }

    private async Task<Refusal?> AnswerAsync(HttpContext http, Variant variant, bool byPath, bool negotiated)
    {
        // Look up: variant and original at the same time.
        var start = Stopwatch.GetTimestamp();
        var whole = WantsWhole(http.Request);
        var lookedUp = await lookup.FindAsync(variant, byPath, whole, http.RequestAborted);
        if (!lookedUp.Try(out var found, out var refusal))
        {
            return refusal;
        }

        var looked = Stopwatch.GetElapsedTime(start);
        if (found.Missing is not { } missing)
        {
            return await ServeFoundAsync(http, found, negotiated, looked);
        }

        // Make: once for all who ask, and stored beside the answer.
        var (result, collapsed) = await MakeAsync(http, missing);
        if (!result.Try(out var made, out refusal))
        {
            return await stale.TryWriteAsync(http, missing, negotiated, refusal) ? null : refusal;
        }

        // Answer.
        await ServeMadeAsync(http, missing, made, negotiated, collapsed, looked);
        return null;
    }

    private async Task<(Outcome<MadeVariant> Result, bool Collapsed)> MakeAsync(HttpContext http, MissingVariant missing)
    {
        try
        {
            return await maker.MakeAsync(missing, http.RequestAborted);
        }
        catch (Exception e)
            when (missing.Stale is not null
                && !http.RequestAborted.IsCancellationRequested && StorageFault.IsUnavailable(e) && !IsReplaced(e))
        {
            LogStorageUnavailable(logger, e);
            return (Refusal.StorageUnavailable, false); // there may be an old one to serve
        }
    }

    private async Task<Refusal?> ServeAsIsAsync(HttpContext http, ImagePath path, Refusal otherwise)
    {
        var start = Stopwatch.GetTimestamp();
        var blob = WantsWhole(http.Request)
            ? await store.GetAsync(path, http.RequestAborted)
            : await store.HeadAsync(path, http.RequestAborted);
        if (blob is not { Marker: null })
        {
            if (blob is not null)
            {
                await blob.DisposeAsync(); // our own, by a path that is not offered
            }

            return otherwise;
        }

        await ServeBlobAsync(http, blob, negotiated: false, Stopwatch.GetElapsedTime(start));
        return null;
    }

    private async Task<Refusal?> ServeFoundAsync(HttpContext http, LookupResult found, bool negotiated, TimeSpan looked)
    {
        if (found.Hit is not { } blob)
        {
            return await ServeAsIsAsync(http, found.Original!.Path, Refusal.NotFound);
        }

        if (blob.Marker is not null)
        {
            CacheStatus.Hit(http);
        }

        await ServeBlobAsync(http, blob, negotiated, looked);
        return null;
    }

    private async Task ServeBlobAsync(HttpContext http, StoredBlob blob, bool negotiated, TimeSpan looked)
    {
        await using (blob)
        {
            http.Response.Headers[ServerTiming.Header] = ServerTiming.Format(looked);
            var picture = PictureHeaders.Of(blob, options, negotiated);
            await PictureResponse.WriteAsync(http, picture, PictureBody.From(blob));
        }
    }

    private async Task ServeMadeAsync(
        HttpContext http, MissingVariant missing, MadeVariant made, bool negotiated, bool collapsed, TimeSpan looked)
    {
        var stored = await writer.ExpectStoredAsync(made.Stored);
        CacheStatus.Made(http, missing.Stale is not null, collapsed, stored);
        http.Response.Headers[ServerTiming.Header] = ServerTiming.Format(looked, made.Timing);
        var picture = PictureHeaders.Of(made, missing.Variant, options, negotiated);
        await PictureResponse.WriteAsync(http, picture, PictureBody.From(made.Content));
    }

    private async Task FailAsync(HttpContext http, Exception exception)
    {
        var unavailable = StorageFault.IsUnavailable(exception);
        if (unavailable)
        {
            LogStorageUnavailable(logger, exception);
        }
        else
        {
            LogRequestFailed(logger, exception);
        }

        if (http.Response.HasStarted)
        {
            // The length was announced: a viewer must see that something is missing.
            http.Features.Get<RequestOutcome>()?.Name = RequestOutcome.Error;
            http.Abort();
            return;
        }

        await ProblemResponse.WriteAsync(http, exception switch
        {
            WatermarkException => Refusal.WatermarkUnavailable,
            _ => unavailable ? Refusal.StorageUnavailable : Refusal.Failed,
        });
    }

    private static bool IsReplaced(Exception e) =>
        e is RequestFailedException { Status: StatusCodes.Status404NotFound or StatusCodes.Status412PreconditionFailed };

    private static bool WantsWhole(HttpRequest request) => HttpMethods.IsGet(request.Method) && !Preconditions.HasAny(request);

    [LoggerMessage(EventId = 100, Level = LogLevel.Error, Message = "A request failed unexpectedly: this is a bug.")]
    private static partial void LogRequestFailed(ILogger logger, Exception exception);

    [LoggerMessage(EventId = 101, Level = LogLevel.Warning, Message = "Storage does not answer.")]
    private static partial void LogStorageUnavailable(ILogger logger, Exception exception);
}
