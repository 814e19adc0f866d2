using ImageFunctions.Lifecycle;
using ImageFunctions.Requests;
using ImageFunctions.Settings;
using ImageFunctions.Storage;
using Microsoft.Net.Http.Headers;

namespace ImageFunctions.Http;

/// <summary>
/// Shows a picture where there is none (<c>Images__Fallback</c>): the refusal's status stays, its body is the fallback in the size and
/// format that was asked for. The fallback is an original like any other, with variants of its own.
/// </summary>
internal sealed partial class FallbackAnswer(
    ImageOptions options, Rewrite rewrite, BlobStore store, VariantLookup lookup, VariantMaker maker, ILogger<FallbackAnswer> logger)
{
    private static readonly int[] Replaceable =
        [StatusCodes.Status404NotFound, StatusCodes.Status415UnsupportedMediaType, StatusCodes.Status422UnprocessableEntity];

    /// <summary>Answers, where a fallback is configured and the request is one for a picture.</summary>
    /// <returns>False where nothing was answered: the refusal itself is the answer.</returns>
    public async Task<bool> TryWriteAsync(HttpContext http, Refusal refusal)
    {
        if (options.Fallback is not { } blob || !Replaceable.Contains(refusal.Status) || !AsksForPicture(http.Request))
        {
            return false;
        }

        try
        {
            return await WriteAsync(http, ImagePath.Configured(blob), refusal.Status);
        }
        catch (Exception e) when (!http.Response.HasStarted && !http.RequestAborted.IsCancellationRequested)
        {
            LogFallbackFailed(logger, e);
            return false;
        }
    }

    private async Task<bool> WriteAsync(HttpContext http, ImagePath fallback, int status)
    {
        var (variant, negotiated) = FindVariant(http.Request, fallback);
        if (variant is null)
        {
            return await WriteAsIsAsync(http, fallback, status);
        }

        var withBody = HttpMethods.IsGet(http.Request.Method);
        var found = (await lookup.FindAsync(variant, byPath: false, withBody, http.RequestAborted)).Value;
        if (found?.Hit is { } hit)
        {
            await WriteAsync(http, hit, negotiated, status);
            return true;
        }

        if (found?.Missing is not { } missing)
        {
            return found?.Original is not null && await WriteAsIsAsync(http, fallback, status);
        }

        if ((await maker.MakeAsync(missing, http.RequestAborted)).Result.Value is not { } made)
        {
            return false;
        }

        var picture = PictureHeaders.Of(made, variant, options, negotiated);
        await WriteAsync(http, picture, PictureBody.From(made.Content), status);
        return true;
    }

    // The size that was asked for, by d or by a variant's own path, which names the format too; null for the fallback as it is.
    private (Variant? Variant, bool Negotiated) FindVariant(HttpRequest request, ImagePath fallback)
    {
        var byPath = VariantPath.TryParse(request.Path.Value ?? "", out _, out var dimension, out var segment);
        var requested = DimensionParameter.Read(request.QueryString.Value) ?? dimension;
        if (requested is null || ImageFormats.IsSvgExtension(fallback.Extension))
        {
            return (null, false);
        }

        string? imageFormat = request.Headers[ImageFormats.Header]; // null where it was not sent
        var variant = rewrite.Apply(fallback, requested, imageFormat, request.Headers.Accept!).Value;
        return byPath && variant is not null ? (VariantPath.For(fallback, variant.Dimension, segment!).Value, false) : (variant, true);
    }

    private async Task<bool> WriteAsIsAsync(HttpContext http, ImagePath fallback, int status)
    {
        if (await store.GetAsync(fallback, http.RequestAborted) is not { } blob)
        {
            return false;
        }

        await WriteAsync(http, blob, negotiated: false, status);
        return true;
    }

    private async Task WriteAsync(HttpContext http, StoredBlob blob, bool negotiated, int status)
    {
        await using (blob)
        {
            await WriteAsync(http, PictureHeaders.Of(blob, options, negotiated), PictureBody.From(blob), status);
        }
    }

    // Without validators and ranges: they would be those of a picture that was not asked for.
    private async Task WriteAsync(HttpContext http, PictureHeaders picture, PictureBody body, int status)
    {
        var response = http.Response;
        response.Clear();
        (picture with { CacheControl = options.FallbackCacheControl }).WriteTo(response);
        response.Headers.Remove(HeaderNames.ETag);
        response.Headers.Remove(HeaderNames.LastModified);
        response.Headers.Remove(HeaderNames.AcceptRanges);
        CacheStatus.Fallback(http);
        (response.StatusCode, response.ContentType, response.ContentLength) = (status, picture.ContentType, picture.Length);
        if (HttpMethods.IsGet(http.Request.Method))
        {
            await body.WriteAsync(response, 0, picture.Length, http.RequestAborted);
        }
    }

    // A picture's extension, or the Accept of an img element; data and pages get the problem.
    private static bool AsksForPicture(HttpRequest request)
    {
        var path = request.Path.Value ?? "";
        var extension = path[(path.LastIndexOf('.') + 1)..].ToLowerInvariant();
        return ImageFormats.TryFromExtension(extension, out _)
            || request.Headers.Accept.ToString().Contains("image/", StringComparison.OrdinalIgnoreCase);
    }

    [LoggerMessage(EventId = 103, Level = LogLevel.Warning, Message = "The picture of Images__Fallback could not be served.")]
    private static partial void LogFallbackFailed(ILogger logger, Exception exception);
}
