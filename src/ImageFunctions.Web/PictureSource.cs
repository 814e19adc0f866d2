using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ImageFunctions.Web;

/// <summary>What the origin says of its pictures, asked once for many pages.</summary>
public sealed partial class PictureSource(
    HttpClient http, IMemoryCache cache, IOptions<ImageFunctionsOptions> options, ILogger<PictureSource> log)
{
    /// <summary>How long a picture of which nothing could be known is shown as its original.</summary>
    private static readonly TimeSpan FaultLifetime = TimeSpan.FromSeconds(10);

    /// <summary>A picture for a page. One of which the origin says nothing is its original: a page never fails for a picture.</summary>
    /// <param name="path">Such as <c>/images/cat.jpg</c>.</param>
    /// <param name="cancellation">Of the page.</param>
    public async Task<Picture> GetAsync(string path, CancellationToken cancellation = default)
    {
        if (!path.StartsWith('/') || path.AsSpan().ContainsAny("?#"))
        {
            return new Picture([], path, null, null, null, null); // of another site, or no picture's path
        }

        var info = await cache.GetOrCreateAsync((typeof(PictureSource), path), async entry =>
        {
            var said = await AskAsync(path, cancellation);
            entry.AbsoluteExpirationRelativeToNow = said is null ? FaultLifetime : options.Value.Lifetime;
            return said;
        });
        return Picture.From(info, path, options.Value.Prefix);
    }

    private async Task<PictureInfo?> AskAsync(string path, CancellationToken cancellation)
    {
        try
        {
            return await http.GetFromJsonAsync<PictureInfo>($"/info{path}", JsonSerializerOptions.Web, cancellation);
        }
        catch (Exception fault) when (fault is HttpRequestException or JsonException
            || (fault is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            NoInfo(log, fault, path);
            return null;
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Nothing is known of {Path}: the page shows its original.")]
    private static partial void NoInfo(ILogger logger, Exception fault, string path);
}

/// <summary>The answer of <c>/info</c>.</summary>
internal sealed record PictureInfo(
    int Width, int Height, string Format, bool Animated, string? ThumbHash, string? Placeholder, IReadOnlyList<PictureVariant> Variants);

/// <summary>One that the origin makes.</summary>
/// <param name="Url">Its path.</param>
/// <param name="Width">In pixels, as it will be.</param>
/// <param name="Height">Likewise.</param>
/// <param name="Type">Its media type.</param>
internal sealed record PictureVariant(string Url, int Width, int Height, string Type);
