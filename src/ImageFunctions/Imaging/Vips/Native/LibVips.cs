using System.Runtime.InteropServices;

namespace ImageFunctions.Imaging.Vips.Native;

/// <summary>
/// The raw calls into libvips, and into GLib which is linked into the same file. Only functions with a fixed argument list: calling
/// variadic C functions through P/Invoke breaks on Apple arm64. Meanings and ownership as in vips/operation.h, vips/image.h, gobject.h.
/// </summary>
internal static unsafe partial class LibVips
{
    /// <summary>The name that <see cref="VipsLibrary"/> resolves to the file beside the program.</summary>
    public const string Name = "libvips";

    [LibraryImport(Name, EntryPoint = "vips_init", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Init(string programName);

    [LibraryImport(Name, EntryPoint = "vips_version")]
    public static partial int Version(int part);

    [LibraryImport(Name, EntryPoint = "vips_concurrency_set")]
    public static partial void SetConcurrency(int threads);

    [LibraryImport(Name, EntryPoint = "vips_g_thread_new")]
    public static partial nint NewThread(nint domain, delegate* unmanaged<nint, nint> run, nint data);

    [LibraryImport(Name, EntryPoint = "vips_thread_shutdown")]
    public static partial void ShutDownThread();

    [LibraryImport(Name, EntryPoint = "g_thread_unref")]
    public static partial void UnrefThread(nint thread);

    [LibraryImport(Name, EntryPoint = "vips_cache_set_max")]
    public static partial void SetCacheMaximum(int operations);

    [LibraryImport(Name, EntryPoint = "vips_operation_block_set", StringMarshalling = StringMarshalling.Utf8)]
    public static partial void SetBlocked(string operationClass, [MarshalAs(UnmanagedType.Bool)] bool blocked);

    [LibraryImport(Name, EntryPoint = "vips_error_buffer_copy")]
    public static partial nint CopyErrors();

    [LibraryImport(Name, EntryPoint = "vips_error_clear")]
    public static partial void ClearErrors();

    [LibraryImport(Name, EntryPoint = "vips_tracked_get_mem")]
    public static partial nuint TrackedMemory();

    [LibraryImport(Name, EntryPoint = "vips_operation_new", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint NewOperation(string name);

    [LibraryImport(Name, EntryPoint = "vips_cache_operation_build")]
    public static partial nint BuildOperation(nint operation);

    [LibraryImport(Name, EntryPoint = "vips_object_unref_outputs")]
    public static partial void UnrefOutputs(nint operation);

    [LibraryImport(Name, EntryPoint = "vips_image_get_type")]
    public static partial nuint ImageType();

    [LibraryImport(Name, EntryPoint = "vips_blob_get_type")]
    public static partial nuint BlobType();

    [LibraryImport(Name, EntryPoint = "vips_array_double_get_type")]
    public static partial nuint ArrayDoubleType();

    [LibraryImport(Name, EntryPoint = "vips_array_image_get_type")]
    public static partial nuint ArrayImageType();

    [LibraryImport(Name, EntryPoint = "vips_array_double_new")]
    public static partial nint NewArrayDouble(double* values, int count);

    [LibraryImport(Name, EntryPoint = "vips_array_image_new")]
    public static partial nint NewArrayImage(nint* images, int count);

    [LibraryImport(Name, EntryPoint = "vips_blob_new")]
    public static partial nint NewBlob(nint freeFunction, void* data, nuint length);

    [LibraryImport(Name, EntryPoint = "vips_blob_get")]
    public static partial void* BlobData(nint blob, nuint* length);

    [LibraryImport(Name, EntryPoint = "vips_area_unref")]
    public static partial void UnrefArea(nint area);

    [LibraryImport(Name, EntryPoint = "vips_image_get_width")]
    public static partial int Width(VipsImage image);

    [LibraryImport(Name, EntryPoint = "vips_image_get_height")]
    public static partial int Height(VipsImage image);

    [LibraryImport(Name, EntryPoint = "vips_image_get_bands")]
    public static partial int Bands(VipsImage image);

    [LibraryImport(Name, EntryPoint = "vips_image_get_format")]
    public static partial VipsBandFormat Format(VipsImage image);

    [LibraryImport(Name, EntryPoint = "vips_format_sizeof")]
    public static partial nuint SizeOfSample(VipsBandFormat format);

    [LibraryImport(Name, EntryPoint = "vips_image_get_interpretation")]
    public static partial VipsInterpretation Interpretation(VipsImage image);

    [LibraryImport(Name, EntryPoint = "vips_image_get_orientation")]
    public static partial int Orientation(VipsImage image);

    [LibraryImport(Name, EntryPoint = "vips_image_get_n_pages")]
    public static partial int Pages(VipsImage image);

    [LibraryImport(Name, EntryPoint = "vips_image_get_typeof", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nuint TypeOfField(VipsImage image, string field);

    [LibraryImport(Name, EntryPoint = "vips_image_get_int", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int GetInt(VipsImage image, string field, int* value);

    [LibraryImport(Name, EntryPoint = "vips_image_get_array_int", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int GetArrayInt(VipsImage image, string field, int** values, int* count);

    [LibraryImport(Name, EntryPoint = "vips_image_get_string", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int GetText(VipsImage image, string field, nint* text);

    [LibraryImport(Name, EntryPoint = "vips_image_get_blob", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int GetBlob(VipsImage image, string field, void** data, nuint* length);

    [LibraryImport(Name, EntryPoint = "vips_image_get_fields")]
    public static partial nint* GetFields(VipsImage image);

    [LibraryImport(Name, EntryPoint = "g_strfreev")]
    public static partial void FreeStrings(nint* strings);

    [LibraryImport(Name, EntryPoint = "vips_image_set_string", StringMarshalling = StringMarshalling.Utf8)]
    public static partial void SetText(VipsImage image, string field, string text);

    [LibraryImport(Name, EntryPoint = "vips_image_set_int", StringMarshalling = StringMarshalling.Utf8)]
    public static partial void SetInt(VipsImage image, string field, int value);

    [LibraryImport(Name, EntryPoint = "vips_image_set_array_int", StringMarshalling = StringMarshalling.Utf8)]
    public static partial void SetArrayInt(VipsImage image, string field, int* values, int count);

    [LibraryImport(Name, EntryPoint = "vips_image_set_blob_copy", StringMarshalling = StringMarshalling.Utf8)]
    public static partial void SetBlobCopy(VipsImage image, string field, void* data, nuint length);

    [LibraryImport(Name, EntryPoint = "vips_image_remove", StringMarshalling = StringMarshalling.Utf8)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool RemoveField(VipsImage image, string field);

    [LibraryImport(Name, EntryPoint = "vips_image_copy_memory")]
    public static partial nint CopyMemory(VipsImage image);

    [LibraryImport(Name, EntryPoint = "vips_image_new_from_memory_copy")]
    public static partial nint NewFromMemory(void* data, nuint length, int width, int height, int bands, VipsBandFormat format);

    [LibraryImport(Name, EntryPoint = "vips_image_write_to_memory")]
    public static partial void* WriteToMemory(VipsImage image, nuint* length);

    [LibraryImport(Name, EntryPoint = "vips_image_new_memory")]
    public static partial nint NewMemory();

    [LibraryImport(Name, EntryPoint = "vips_image_new")]
    public static partial nint NewPartial();

    [LibraryImport(Name, EntryPoint = "vips_image_pipeline_array")]
    public static partial int CopyHeader(VipsImage image, int demandStyle, nint* sources);

    [LibraryImport(Name, EntryPoint = "vips_image_init_fields")]
    public static partial void InitFields(
        VipsImage image, int width, int height, int bands, VipsBandFormat format, int coding,
        VipsInterpretation interpretation, double horizontal, double vertical);

    [LibraryImport(Name, EntryPoint = "vips_image_write_line")]
    public static partial int WriteLine(VipsImage image, int y, byte* line);

    [LibraryImport(Name, EntryPoint = "vips_image_generate")]
    public static partial int Generate(
        VipsImage image, nint start,
        delegate* unmanaged<VipsRegion*, nint, nint, nint, int*, int> generate, nint stop, nint first, nint second);

    [LibraryImport(Name, EntryPoint = "vips_region_new")]
    public static partial VipsRegion* NewRegion(VipsImage image);

    [LibraryImport(Name, EntryPoint = "vips_region_prepare")]
    public static partial int PrepareRegion(VipsRegion* region, Box* area);

    [LibraryImport(Name, EntryPoint = "vips_region_copy")]
    public static partial void CopyRegion(VipsRegion* region, VipsRegion* to, Box* area, int x, int y);

    [LibraryImport(Name, EntryPoint = "vips_image_set_kill")]
    public static partial void SetKill(VipsImage image, [MarshalAs(UnmanagedType.Bool)] bool kill);

    [LibraryImport(Name, EntryPoint = "g_log_set_handler", StringMarshalling = StringMarshalling.Utf8)]
    public static partial uint SetLogHandler(
        string domain, int levels, delegate* unmanaged<nint, int, nint, nint, void> handler, nint data);

    [LibraryImport(Name, EntryPoint = "g_object_set_property", StringMarshalling = StringMarshalling.Utf8)]
    public static partial void SetProperty(nint instance, string name, GValue* value);

    [LibraryImport(Name, EntryPoint = "g_object_get_property", StringMarshalling = StringMarshalling.Utf8)]
    public static partial void GetProperty(nint instance, string name, GValue* value);

    [LibraryImport(Name, EntryPoint = "g_object_ref")]
    public static partial nint Ref(nint instance);

    [LibraryImport(Name, EntryPoint = "g_object_unref")]
    public static partial void Unref(nint instance);

    [LibraryImport(Name, EntryPoint = "g_free")]
    public static partial void Free(nint memory);

    [LibraryImport(Name, EntryPoint = "g_value_init")]
    public static partial GValue* ValueInit(GValue* value, nuint type);

    [LibraryImport(Name, EntryPoint = "g_value_unset")]
    public static partial void ValueUnset(GValue* value);

    [LibraryImport(Name, EntryPoint = "g_value_set_boolean")]
    public static partial void ValueSetBoolean(GValue* value, [MarshalAs(UnmanagedType.Bool)] bool content);

    [LibraryImport(Name, EntryPoint = "g_value_set_int")]
    public static partial void ValueSetInt(GValue* value, int content);

    [LibraryImport(Name, EntryPoint = "g_value_set_double")]
    public static partial void ValueSetDouble(GValue* value, double content);

    [LibraryImport(Name, EntryPoint = "g_value_set_string", StringMarshalling = StringMarshalling.Utf8)]
    public static partial void ValueSetString(GValue* value, string content);

    [LibraryImport(Name, EntryPoint = "g_value_set_object")]
    public static partial void ValueSetObject(GValue* value, VipsImage content);

    [LibraryImport(Name, EntryPoint = "g_value_take_boxed")]
    public static partial void ValueTakeBoxed(GValue* value, nint content);

    [LibraryImport(Name, EntryPoint = "g_value_get_object")]
    public static partial nint ValueGetObject(GValue* value);

    [LibraryImport(Name, EntryPoint = "g_value_get_boxed")]
    public static partial nint ValueGetBoxed(GValue* value);
}

/// <summary>libvips refused or failed. The message is for logs: it may mix lines of other threads, and never goes to a viewer.</summary>
internal sealed class VipsException(string message) : Exception(message)
{
    private static readonly Lock Gate = new();

    /// <summary>Takes what libvips says of the failure of <paramref name="operation"/>, and clears it.</summary>
    public static VipsException Take(string operation)
    {
        string? said;

        // One buffer for the whole process: without the lock two threads could both read it before either clears it.
        lock (Gate)
        {
            var text = LibVips.CopyErrors();
            said = Marshal.PtrToStringUTF8(text);
            LibVips.Free(text);
            LibVips.ClearErrors();
        }

        return new VipsException($"{operation}: {said?.Trim().ReplaceLineEndings("; ")}");
    }
}
