namespace LocalFrontDoor.Edge;

/// <summary>
/// The response's body while the origin is asked: passes everything on, until it is told to hold it back so that it can be
/// stored and answered from. A body that grows over the limit is passed on after all.
/// </summary>
/// <param name="viewer">The response's own body.</param>
/// <param name="limit">Bytes held at most.</param>
internal sealed class HeldBody(Stream viewer, int limit) : Stream
{
    private MemoryStream? held;

    /// <summary>The response's own body.</summary>
    public Stream Viewer { get; } = viewer;

    /// <summary>Everything written so far, when all of it is held; null when it went to the viewer.</summary>
    public ReadOnlyMemory<byte>? Held => held?.GetBuffer().AsMemory(0, (int)held.Length);

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Holds back what is written from now on. To be called before anything is.</summary>
    /// <param name="expected">The length the origin has announced, in bytes, if it has.</param>
    public void Hold(long? expected)
    {
        if (expected is null || expected <= limit)
        {
            held = new MemoryStream((int)(expected ?? 0));
        }
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (held is { } full && full.Length + buffer.Length > limit)
        {
            held = null;
            await Viewer.WriteAsync(full.GetBuffer().AsMemory(0, (int)full.Length), cancellationToken);
        }
        if (held is not null)
        {
            held.Write(buffer.Span);
        }
        else
        {
            await Viewer.WriteAsync(buffer, cancellationToken);
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task FlushAsync(CancellationToken cancellationToken) =>
        held is null ? Viewer.FlushAsync(cancellationToken) : Task.CompletedTask;

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
