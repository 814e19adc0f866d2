using System.Runtime.CompilerServices;

namespace ImageFunctions.Imaging.Vips.Native;

/// <summary>
/// One call of a libvips operation by the object protocol: new, set properties, build, get properties, release. GObject converts what
/// is set to the property's own type (int to enum, int to double).
/// </summary>
internal sealed unsafe class VipsOperation : IDisposable
{
    private readonly string name;
    private nint operation;
    private bool built;

    /// <summary>Starts a call.</summary>
    /// <param name="name">The operation's nickname, as <c>vips -l</c> lists it.</param>
    /// <exception cref="VipsException">No such operation, or it is blocked.</exception>
    public VipsOperation(string name)
    {
        this.name = name;
        operation = LibVips.NewOperation(name);
        if (operation == 0)
        {
            throw VipsException.Take(name);
        }
    }

    public VipsOperation Set(string property, VipsImage image)
    {
        var value = GValue.Of(LibVips.ImageType());
        LibVips.ValueSetObject(&value, image);
        return SetAndDispose(property, value);
    }

    public VipsOperation Set(string property, int number)
    {
        var value = GValue.Of(GValue.Int);
        LibVips.ValueSetInt(&value, number);
        return SetAndDispose(property, value);
    }

    public VipsOperation Set<TEnum>(string property, TEnum choice)
        where TEnum : struct, Enum => Set(property, Unsafe.BitCast<TEnum, int>(choice));

    public VipsOperation Set(string property, double number)
    {
        var value = GValue.Of(GValue.Double);
        LibVips.ValueSetDouble(&value, number);
        return SetAndDispose(property, value);
    }

    public VipsOperation Set(string property, bool flag)
    {
        var value = GValue.Of(GValue.Boolean);
        LibVips.ValueSetBoolean(&value, flag);
        return SetAndDispose(property, value);
    }

    public VipsOperation Set(string property, string text)
    {
        var value = GValue.Of(GValue.String);
        LibVips.ValueSetString(&value, text);
        return SetAndDispose(property, value);
    }

    public VipsOperation Set(string property, ReadOnlySpan<double> numbers)
    {
        fixed (double* first = numbers)
        {
            return SetBoxed(property, LibVips.ArrayDoubleType(), LibVips.NewArrayDouble(first, numbers.Length));
        }
    }

    public VipsOperation Set(string property, IReadOnlyList<VipsImage> images)
    {
        var pointers = images.Select(image => image.DangerousGetHandle()).ToArray();
        fixed (nint* first = pointers)
        {
            var array = LibVips.NewArrayImage(first, pointers.Length);
            GC.KeepAlive(images);
            return SetBoxed(property, LibVips.ArrayImageType(), array);
        }
    }

    /// <summary>Hands over bytes without copying them: they must stay where they are until every image made from them is gone.</summary>
    public VipsOperation Set(string property, NativeBuffer buffer) =>
        SetBoxed(property, LibVips.BlobType(), LibVips.NewBlob(0, buffer.Pointer, (nuint)buffer.Length));

    /// <summary>Builds the operation and gives its image <c>out</c>.</summary>
    /// <exception cref="VipsException">A bad argument, or a source that cannot be read.</exception>
    public VipsImage Run()
    {
        Build();
        var value = GValue.Of(LibVips.ImageType());
        LibVips.GetProperty(operation, "out", &value);
        var image = new VipsImage(LibVips.Ref(LibVips.ValueGetObject(&value)));
        value.Dispose();
        return image;
    }

    /// <summary>Builds the operation, which computes all pixels, and gives its bytes <c>buffer</c>.</summary>
    /// <exception cref="VipsException">A bad argument, a source that cannot be decoded, or work that was stopped.</exception>
    public byte[] RunToBytes()
    {
        Build();
        var value = GValue.Of(LibVips.BlobType());
        LibVips.GetProperty(operation, "buffer", &value);
        nuint length;
        var data = LibVips.BlobData(LibVips.ValueGetBoxed(&value), &length);
        var bytes = new ReadOnlySpan<byte>(data, checked((int)length)).ToArray();
        value.Dispose();
        return bytes;
    }

    /// <summary>Releases the operation and what it still holds.</summary>
    public void Dispose()
    {
        if (operation == 0)
        {
            return;
        }

        if (built)
        {
            LibVips.UnrefOutputs(operation);
        }

        LibVips.Unref(operation);
        operation = 0;
    }

    private void Build()
    {
        var result = LibVips.BuildOperation(operation);
        if (result == 0)
        {
            LibVips.UnrefOutputs(operation);
            throw VipsException.Take(name);
        }

        LibVips.Unref(operation);
        operation = result;
        built = true;
    }

    private VipsOperation SetBoxed(string property, nuint type, nint boxed)
    {
        var value = GValue.Of(type);
        LibVips.ValueTakeBoxed(&value, boxed);
        return SetAndDispose(property, value);
    }

    private VipsOperation SetAndDispose(string property, GValue value)
    {
        LibVips.SetProperty(operation, property, &value);
        value.Dispose();
        return this;
    }
}
