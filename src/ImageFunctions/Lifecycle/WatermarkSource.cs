using ImageFunctions.Imaging;
using ImageFunctions.Requests;
using ImageFunctions.Settings;
using ImageFunctions.Storage;

namespace ImageFunctions.Lifecycle;

/// <summary>Keeps the watermark in memory, and looks now and then whether it was replaced.</summary>
internal sealed class WatermarkSource(
    BlobStore store,
    IImageEngine engine,
    ConversionThreads threads,
    ImageOptions options,
    TimeProvider time,
    ILogger<WatermarkSource> logger) : IDisposable
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim loading = new(1);
    private volatile Held? held;
    private string? unusable; // ETag of one that cannot be read: until it is replaced it is not tried again

    /// <summary>The watermark in use; null where none is configured.</summary>
    /// <exception cref="WatermarkException">There never was one that can be read: pictures without their mark must not get out.</exception>
    /// <exception cref="Azure.RequestFailedException">Storage refused, and there is no earlier one.</exception>
    public async ValueTask<Watermark?> CurrentAsync(CancellationToken cancellation)
    {
        if (options.Watermark is null)
        {
            return null;
        }

        return held is { } current && time.GetElapsedTime(current.CheckedAt) < Fresh
            ? current.Watermark
            : await RefreshAsync(options.Watermark, cancellation);
    }

    /// <inheritdoc/>
    public void Dispose() => loading.Dispose();

    private async Task<Watermark> RefreshAsync(string blob, CancellationToken cancellation)
    {
        await loading.WaitAsync(cancellation);
        try
        {
            if (held is { } current && time.GetElapsedTime(current.CheckedAt) < Fresh)
            {
                return current.Watermark; // another request has just looked
            }

            var watermark = await LoadAsync(blob, held?.Watermark, cancellation);
            held = new Held(watermark, time.GetTimestamp());
            return watermark;
        }
        finally
        {
            loading.Release();
        }
    }

    private async Task<Watermark> LoadAsync(string blob, Watermark? earlier, CancellationToken cancellation)
    {
        try
        {
            await using var found = await store.GetAsync(ImagePath.Configured(blob), cancellation)
                ?? throw new WatermarkException($"{blob} is not there.");
            return found.Etag == earlier?.Etag ? earlier : await ReadAsync(found, cancellation);
        }
        catch (Exception e) when (earlier is not null && e is not OperationCanceledException)
        {
            logger.WatermarkNotRefreshed(e);
            return earlier;
        }
    }

    private async Task<Watermark> ReadAsync(StoredBlob blob, CancellationToken cancellation)
    {
        if (blob.Etag == unusable)
        {
            throw new WatermarkException($"{blob.Path} has not been replaced.");
        }

        if (blob.Length > options.MaxSourceBytes)
        {
            throw new WatermarkException($"{blob.Path} is larger than Images__MaxSourceBytes.");
        }

        var content = new byte[blob.Length];
        var stream = await blob.OpenAsync(0, blob.Length, cancellation);
        await stream.ReadExactlyAsync(content, cancellation);
        var watermark = new Watermark(content, blob.Etag);
        if (await TryAsync(watermark) is { } refusal)
        {
            unusable = blob.Etag;
            throw new WatermarkException($"{blob.Path}: {refusal.Title} {refusal.Detail}");
        }

        return watermark;
    }

    // Laid over itself once, so that its faults are never taken for those of an original.
    private async Task<Refusal?> TryAsync(Watermark watermark)
    {
        var side = Math.Max(options.WatermarkMinimumSize, 100);
        _ = Dimension.TryParse($"{side}x{side}", out var dimension);
        using var file = NativeBuffer.CopyOf(watermark.Content);
        var target = new Target(dimension, ImageFormat.Png, Watermark: watermark);
        var making = threads.Run(() => engine.MakeAll(file, [target], CancellationToken.None), CancellationToken.None);
        return (await making.Result)[0].Refusal;
    }

    private sealed record Held(Watermark Watermark, long CheckedAt);
}

internal sealed class WatermarkException(string fault) : IOException($"The watermark of Images__Watermark cannot be used: {fault}");
