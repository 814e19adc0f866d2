using System.Buffers;
using System.Runtime.InteropServices;

namespace ImageFunctions.Imaging;

/// <summary>
/// Bytes outside the managed heap: an original is read straight into it and decoded from there, without a copy, and its memory goes
/// back at once instead of staying in a pool.
/// </summary>
internal sealed unsafe class NativeBuffer : MemoryManager<byte>
{
    private byte* pointer;

    /// <summary>Takes <paramref name="length"/> bytes, uninitialised.</summary>
    /// <exception cref="OutOfMemoryException">The memory is not to be had.</exception>
    public NativeBuffer(int length)
    {
        Length = length;
        pointer = (byte*)NativeMemory.Alloc((nuint)Math.Max(1, length));
    }

    /// <summary>A buffer with these bytes in it.</summary>
    public static NativeBuffer CopyOf(ReadOnlySpan<byte> bytes)
    {
        var buffer = new NativeBuffer(bytes.Length);
        bytes.CopyTo(buffer.GetSpan());
        return buffer;
    }

    /// <summary>In bytes.</summary>
    public int Length { get; }

    /// <summary>The first byte; valid until the buffer is disposed.</summary>
    public byte* Pointer
    {
        get
        {
            ObjectDisposedException.ThrowIf(pointer is null, this);
            return pointer;
        }
    }

    /// <inheritdoc/>
    public override Span<byte> GetSpan() => new(Pointer, Length);

    /// <inheritdoc/>
    public override MemoryHandle Pin(int elementIndex = 0) => new(Pointer + elementIndex);

    /// <inheritdoc/>
    public override void Unpin()
    {
        // Native memory does not move.
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        NativeMemory.Free(pointer);
        pointer = null;
    }
}
