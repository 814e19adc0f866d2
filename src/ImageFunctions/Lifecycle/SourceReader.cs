using System.Buffers;
using ImageFunctions.Imaging;
using ImageFunctions.Imaging.Admission;
using ImageFunctions.Requests;
using ImageFunctions.Settings;
using ImageFunctions.Storage;

namespace ImageFunctions.Lifecycle;

/// <summary>An original in memory.</summary>
/// <param name="Content">All of it.</param>
/// <param name="Etag">Of exactly these bytes.</param>
/// <param name="Focal">What a crop keeps, where its metadata says so.</param>
/// <param name="Key">Of path and ETag.</param>
internal sealed record Source(NativeBuffer Content, string Etag, FocalPoint? Focal, SourceKey Key) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose() => ((IDisposable)Content).Dispose();
}

/// <summary>Reads originals straight from the response into the memory that they are decoded from.</summary>
internal sealed class SourceReader(BlobStore store, ImageOptions options)
{
    private const int StepLength = 64 << 10;

    /// <summary>Reads an original, if it is one and not too large, when there is memory for it.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="ticket">Holds the memory afterwards.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="EndOfStreamException">Storage sent less than it had announced.</exception>
    public async Task<Outcome<Source>> ReadAsync(ImagePath path, AdmissionTicket ticket, CancellationToken cancellation)
    {
        var blob = await store.GetAsync(path, cancellation).ConfigureAwait(false);
        if (blob is null)
        {
            return Refusal.NotFound;
        }

        await using (blob.ConfigureAwait(false))
        {
            if (blob.Marker is not null)
            {
                return Refusal.VariantAsSource;
            }

            if (blob.Length > options.MaxSourceBytes)
            {
                return Refusal.TooManyBytes(options.MaxSourceBytes);
            }

            var full = await ticket.AdmitSourceAsync(blob.Length, cancellation).ConfigureAwait(false);
            if (full is not null)
            {
                return full;
            }

            return await ReadAsync(blob, cancellation).ConfigureAwait(false);
        }
    }

    private static async Task<Source> ReadAsync(StoredBlob blob, CancellationToken cancellation)
    {
        var source = new Source(new NativeBuffer((int)blob.Length), blob.Etag, blob.Focal, SourceKey.Of(blob.Path, blob.Etag));
        try
        {
            var stream = await blob.OpenAsync(0, blob.Length, cancellation).ConfigureAwait(false);
            await FillAsync(source.Content, stream, cancellation).ConfigureAwait(false);
            return source;
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    // In small steps: the SDK's streams read into arrays alone, and given other memory rent an array as long as the whole original.
    private static async Task FillAsync(NativeBuffer content, Stream stream, CancellationToken cancellation)
    {
        var step = ArrayPool<byte>.Shared.Rent(StepLength);
        try
        {
            for (var at = 0; at < content.Length;)
            {
                var read = await stream.ReadAsync(step.AsMemory(0, Math.Min(step.Length, content.Length - at)), cancellation).ConfigureAwait(false);
                if (read == 0)
                {
                    throw new EndOfStreamException();
                }

                step.AsSpan(0, read).CopyTo(content.GetSpan()[at..]);
                at += read;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(step);
        }
    }
}
