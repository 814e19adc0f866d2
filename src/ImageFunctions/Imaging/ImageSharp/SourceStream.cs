namespace ImageFunctions.Imaging.ImageSharp;

/// <summary>
/// An original as a stream, without a copy. The decoders ask no token between their lines, but they read in small steps: so a conversion
/// that is given up ends at the next one.
/// </summary>
internal sealed class SourceStream(NativeBuffer source, CancellationToken cancellation) : Stream
{
    private int position;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => true;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => source.Length;

    /// <inheritdoc/>
    public override long Position
    {
        get => position;
        set => position = checked((int)value);
    }

    /// <inheritdoc/>
    /// <exception cref="OperationCanceledException">The work was given up.</exception>
    public override int Read(Span<byte> buffer)
    {
        cancellation.ThrowIfCancellationRequested();
        var count = Math.Min(buffer.Length, Math.Max(0, source.Length - position));
        if (count > 0)
        {
            source.GetSpan().Slice(position, count).CopyTo(buffer);
            position += count;
        }

        return count;
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => position + offset,
        _ => source.Length + offset,
    };

    /// <inheritdoc/>
    public override void Flush()
    {
        // Nothing is written.
    }

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
