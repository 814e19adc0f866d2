using System.Runtime.InteropServices;

namespace ImageFunctions.Imaging.Vips.Native;

/// <summary>
/// GLib's typed box, by which properties of an operation are set and read (gobject/gvalue.h: a type id and two machine words).
/// It owns what it holds until <see cref="Dispose"/>.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct GValue : IDisposable
{
    // The ids of GLib's fundamental types are part of its ABI: n << 2 (gobject/gtype.h).
    public const nuint Boolean = 5 << 2;
    public const nuint Int = 6 << 2;
    public const nuint Double = 15 << 2;
    public const nuint String = 16 << 2;

    private nuint type;
    private readonly ulong data0;
    private readonly ulong data1;

    /// <summary>An empty box for values of <paramref name="type"/>.</summary>
    public static GValue Of(nuint type)
    {
        GValue value = default;
        LibVips.ValueInit(&value, type);
        return value;
    }

    /// <summary>Drops what the box holds; an empty box is left alone.</summary>
    public void Dispose()
    {
        if (type != 0)
        {
            fixed (GValue* self = &this)
            {
                LibVips.ValueUnset(self);
            }

            type = 0;
        }
    }
}
