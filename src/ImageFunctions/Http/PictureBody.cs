using ImageFunctions.Storage;

namespace ImageFunctions.Http;

/// <summary>The bytes of a picture, from memory or on their way from storage.</summary>
internal abstract class PictureBody
{
    /// <summary>Writes a part of the picture.</summary>
    public abstract Task WriteAsync(HttpResponse response, long offset, long length, CancellationToken cancellation);

    /// <summary>A picture that was just made.</summary>
    public static PictureBody From(byte[] content) => new Bytes(content);

    /// <summary>A stored blob, streamed through.</summary>
    public static PictureBody From(StoredBlob blob) => new Blob(blob);

    private sealed class Bytes(byte[] content) : PictureBody
    {
        public override async Task WriteAsync(HttpResponse response, long offset, long length, CancellationToken cancellation) =>
            await response.BodyWriter.WriteAsync(content.AsMemory((int)offset, (int)length), cancellation).ConfigureAwait(false);
    }

    private sealed class Blob(StoredBlob blob) : PictureBody
    {
        public override async Task WriteAsync(HttpResponse response, long offset, long length, CancellationToken cancellation)
        {
            var stream = await blob.OpenAsync(offset, length, cancellation).ConfigureAwait(false);
            await stream.CopyToAsync(response.Body, cancellation).ConfigureAwait(false);
        }
    }
}
