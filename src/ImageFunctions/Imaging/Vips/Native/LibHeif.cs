using System.Runtime.InteropServices;

namespace ImageFunctions.Imaging.Vips.Native;

/// <summary>
/// The raw calls into the libheif that is linked, with libde265, into Magick.NET's native library (<c>-p:Heic=true</c>). Nothing else of
/// that library is called. Meanings and ownership as in libheif/heif_context.h, heif_image_handle.h, heif_decoding.h, heif_security.h.
/// </summary>
internal static unsafe partial class LibHeif
{
    /// <summary>The name that <see cref="VipsLibrary"/> resolves to the file beside the program.</summary>
    public const string Name = "libheif";

    public const int Rgb = 1; // heif_colorspace_RGB
    public const int Interleaved = 10; // heif_channel_interleaved

    // heif_chroma_interleaved_*: 8 bits a sample, or 16 with the lower byte first.
    public const int InterleavedRgb = 10;
    public const int InterleavedRgba = 11;
    public const int InterleavedWideRgb = 14;
    public const int InterleavedWideRgba = 15;

    [LibraryImport(Name, EntryPoint = "heif_context_alloc")]
    public static partial nint NewContext();

    [LibraryImport(Name, EntryPoint = "heif_context_free")]
    public static partial void FreeContext(nint context);

    [LibraryImport(Name, EntryPoint = "heif_context_get_security_limits")]
    public static partial HeifLimits* LimitsOf(nint context);

    [LibraryImport(Name, EntryPoint = "heif_context_set_max_decoding_threads")]
    public static partial void SetThreads(nint context, int threads);

    [LibraryImport(Name, EntryPoint = "heif_context_read_from_memory_without_copy")]
    public static partial HeifError Read(nint context, byte* file, nuint length, nint options);

    [LibraryImport(Name, EntryPoint = "heif_context_get_primary_image_handle")]
    public static partial HeifError PrimaryOf(nint context, nint* handle);

    [LibraryImport(Name, EntryPoint = "heif_image_handle_release")]
    public static partial void ReleaseHandle(nint handle);

    [LibraryImport(Name, EntryPoint = "heif_image_handle_get_width")]
    public static partial int Width(nint handle);

    [LibraryImport(Name, EntryPoint = "heif_image_handle_get_height")]
    public static partial int Height(nint handle);

    [LibraryImport(Name, EntryPoint = "heif_image_handle_has_alpha_channel")]
    public static partial int HasAlpha(nint handle);

    [LibraryImport(Name, EntryPoint = "heif_image_handle_get_luma_bits_per_pixel")]
    public static partial int Bits(nint handle);

    [LibraryImport(Name, EntryPoint = "heif_image_handle_get_raw_color_profile_size")]
    public static partial nuint ProfileLength(nint handle);

    [LibraryImport(Name, EntryPoint = "heif_image_handle_get_raw_color_profile")]
    public static partial HeifError CopyProfile(nint handle, byte* profile);

    [LibraryImport(Name, EntryPoint = "heif_decoding_options_alloc")]
    public static partial HeifDecoding* NewDecoding();

    [LibraryImport(Name, EntryPoint = "heif_decoding_options_free")]
    public static partial void FreeDecoding(HeifDecoding* options);

    [LibraryImport(Name, EntryPoint = "heif_decode_image")]
    public static partial HeifError Decode(nint handle, nint* image, int colours, int chroma, HeifDecoding* options);

    [LibraryImport(Name, EntryPoint = "heif_image_release")]
    public static partial void ReleaseImage(nint image);

    [LibraryImport(Name, EntryPoint = "heif_image_get_width")]
    public static partial int PlaneWidth(nint image, int channel);

    [LibraryImport(Name, EntryPoint = "heif_image_get_height")]
    public static partial int PlaneHeight(nint image, int channel);

    [LibraryImport(Name, EntryPoint = "heif_image_get_bits_per_pixel_range")]
    public static partial int PlaneBits(nint image, int channel);

    [LibraryImport(Name, EntryPoint = "heif_image_get_plane_readonly2")]
    public static partial byte* Plane(nint image, int channel, nuint* stride);
}

/// <summary>What a call came to (heif_error); 0 is success.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct HeifError
{
    private readonly int code;
    private readonly int detail;
    private readonly nint message;

    /// <summary>For logs: libheif's own words, which never go to a viewer.</summary>
    public void ThrowIfFailed()
    {
        if (code != 0)
        {
            throw new VipsException($"heif {code}.{detail}: {Marshal.PtrToStringUTF8(message)}");
        }
    }
}

/// <summary>The beginning of heif_security_limits, which libheif allocates itself.</summary>
[StructLayout(LayoutKind.Explicit)]
internal struct HeifLimits
{
    [FieldOffset(8)]
    public ulong ImagePixels;

    [FieldOffset(16)]
    public ulong Tiles;

    [FieldOffset(40)]
    public ulong MemoryBlock;

    [FieldOffset(64)]
    public ulong TotalMemory;
}

/// <summary>The beginning of heif_decoding_options, which libheif allocates itself.</summary>
[StructLayout(LayoutKind.Explicit)]
internal unsafe struct HeifDecoding
{
    [FieldOffset(32)]
    public nint UserData;

    [FieldOffset(41)]
    public byte Strict;

    [FieldOffset(48)]
    public byte* DecoderId;

    /// <summary>Asked between the tiles of a picture: whether to give up.</summary>
    [FieldOffset(72)]
    public delegate* unmanaged[Cdecl]<nint, int> IsCancelled;
}
