using System.Runtime.InteropServices;

namespace ImageFunctions.Imaging.Vips.Native;

/// <summary>One reference to a VipsImage. An image is a recipe for pixels: they are computed when something asks for them.</summary>
internal sealed class VipsImage : SafeHandle
{
    /// <summary>Takes over one reference.</summary>
    public VipsImage(nint handle)
        : base(0, ownsHandle: true) => SetHandle(handle);

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <summary>In pixels.</summary>
    public int Width => LibVips.Width(this);

    /// <summary>In pixels; of an animation: of all frames, which stand one below the other.</summary>
    public int Height => LibVips.Height(this);

    /// <summary>Channels, alpha included.</summary>
    public int Bands => LibVips.Bands(this);

    /// <inheritdoc cref="VipsBandFormat"/>
    public VipsBandFormat Format => LibVips.Format(this);

    /// <summary>What its pixels take in memory, in bytes.</summary>
    public long PixelBytes => (long)Width * Height * BytesAPixel;

    /// <summary>What one of its pixels takes.</summary>
    public int BytesAPixel => Bands * (int)LibVips.SizeOfSample(Format);

    /// <inheritdoc cref="VipsInterpretation"/>
    public VipsInterpretation Interpretation => LibVips.Interpretation(this);

    /// <summary>EXIF orientation, 1 to 8; 1 where the file says nothing.</summary>
    public int Orientation => LibVips.Orientation(this);

    /// <summary>Pages or frames in the file, whether loaded or not.</summary>
    public int Pages => LibVips.Pages(this);

    /// <summary>Whether the last band is alpha (as vips_image_hasalpha, which is newer than its callers).</summary>
    public bool HasAlpha => Bands == 2
        || (Bands == 4 && Interpretation != VipsInterpretation.Cmyk)
        || Bands > 4;

    /// <summary>Whether the file carried a metadata field of this name.</summary>
    public bool Has(string field) => LibVips.TypeOfField(this, field) != 0;

    /// <summary>A whole number of the metadata, or <paramref name="otherwise"/>.</summary>
    public unsafe int GetInt(string field, int otherwise)
    {
        int value;
        return Has(field) && LibVips.GetInt(this, field, &value) == 0 ? value : otherwise;
    }

    /// <summary>Whole numbers of the metadata; none where the field is missing.</summary>
    public unsafe int[] GetInts(string field)
    {
        int* values;
        int count;
        return Has(field) && LibVips.GetArrayInt(this, field, &values, &count) == 0 ? new Span<int>(values, count).ToArray() : [];
    }

    /// <summary>A text of the metadata; null where the field is missing or is none.</summary>
    public unsafe string? GetText(string field)
    {
        nint text;
        return Has(field) && LibVips.GetText(this, field, &text) == 0 ? Marshal.PtrToStringUTF8(text) : null;
    }

    /// <summary>Bytes of the metadata; empty where the field is missing. They are the image's own: gone when it is.</summary>
    public unsafe ReadOnlySpan<byte> GetBytes(string field)
    {
        void* data;
        nuint length;
        return Has(field) && LibVips.GetBlob(this, field, &data, &length) == 0 ? new ReadOnlySpan<byte>(data, checked((int)length)) : [];
    }

    /// <summary>The names of all metadata fields.</summary>
    public unsafe IReadOnlyList<string> Fields()
    {
        var list = LibVips.GetFields(this);
        var names = new List<string>();
        for (var name = list; *name != 0; name++)
        {
            names.Add(Marshal.PtrToStringUTF8(*name)!);
        }

        LibVips.FreeStrings(list);
        return names;
    }

    /// <summary>Sets a field; only on an image that nobody else holds.</summary>
    public void Set(string field, int value) => LibVips.SetInt(this, field, value);

    /// <inheritdoc cref="Set(string, int)"/>
    public void Set(string field, string text) => LibVips.SetText(this, field, text);

    /// <inheritdoc cref="Set(string, int)"/>
    public unsafe void Set(string field, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* first = bytes)
        {
            LibVips.SetBlobCopy(this, field, first, (nuint)bytes.Length);
        }
    }

    /// <summary>Removes a field; only on an image that nobody else holds.</summary>
    public void Remove(string field) => LibVips.RemoveField(this, field);

    /// <inheritdoc cref="Set(string, int)"/>
    public unsafe void Set(string field, ReadOnlySpan<int> values)
    {
        fixed (int* first = values)
        {
            LibVips.SetArrayInt(this, field, first, values.Length);
        }
    }

    /// <summary>Computes the pixels now, into memory.</summary>
    /// <exception cref="VipsException">The source could not be decoded, or the work was stopped.</exception>
    public VipsImage CopyMemory()
    {
        var copy = LibVips.CopyMemory(this);
        return copy != 0 ? new VipsImage(copy) : throw VipsException.Take("copy to memory");
    }

    /// <summary>Computes the pixels now: samples interleaved, row by row.</summary>
    /// <exception cref="VipsException">The source could not be decoded, or the work was stopped.</exception>
    public unsafe byte[] ToArray()
    {
        nuint length;
        var data = LibVips.WriteToMemory(this, &length);
        if (data is null)
        {
            throw VipsException.Take("write to memory");
        }

        try
        {
            return new ReadOnlySpan<byte>(data, checked((int)length)).ToArray();
        }
        finally
        {
            LibVips.Free((nint)data);
        }
    }

    /// <summary>Makes everything that computes this image fail soon; callable from any thread.</summary>
    public void Kill() => LibVips.SetKill(this, kill: true);

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        LibVips.Unref(handle);
        return true;
    }
}
