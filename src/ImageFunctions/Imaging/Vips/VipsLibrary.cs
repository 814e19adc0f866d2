using System.Reflection;
using System.Runtime.InteropServices;
using ImageFunctions.Imaging.Vips.Native;

namespace ImageFunctions.Imaging.Vips;

/// <summary>Loads libvips, once for the process, and sets it up for serving strangers' files.</summary>
internal static class VipsLibrary
{
    private static readonly string[] AllowedLoaders =
        ["VipsForeignLoadJpeg", "VipsForeignLoadPng", "VipsForeignLoadWebp",
            "VipsForeignLoadNsgif", "VipsForeignLoadHeif", "VipsForeignLoadTiff"];

    private const int GLogWarning = 1 << 4; // glib/gmessages.h, G_LOG_LEVEL_WARNING

    private static readonly Lazy<string> Loaded = new(Load);

    /// <summary>Loads libvips if that has not happened yet; gives its version, such as <c>8.18.7</c>.</summary>
    /// <exception cref="DllNotFoundException">The file is not beside the program, or is for another platform.</exception>
    public static string EnsureLoaded() => Loaded.Value;

    private static unsafe string Load()
    {
        NativeLibrary.SetDllImportResolver(typeof(VipsLibrary).Assembly, Resolve);

        // libvips writes a line to standard error for every tile of a broken file; what is wrong with a file comes as an exception.
        LibVips.SetLogHandler("VIPS", GLogWarning, &Ignore, 0);
        if (LibVips.Init("ImageFunctions") != 0)
        {
            throw VipsException.Take("init");
        }

        // Parallel across pictures, not within one: the service always has several, and one thread each wastes nothing.
        LibVips.SetConcurrency(1);

        // No two requests share work here: equal ones are coalesced before they reach libvips.
        LibVips.SetCacheMaximum(0);

        LibVips.SetBlocked("VipsForeignLoad", blocked: true);
        foreach (var loader in AllowedLoaders)
        {
            LibVips.SetBlocked(loader, blocked: false);
        }

        return $"{LibVips.Version(0)}.{LibVips.Version(1)}.{LibVips.Version(2)}";
    }

    [UnmanagedCallersOnly]
    private static void Ignore(nint domain, int level, nint message, nint data)
    {
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? searchPath)
    {
        if (name == LibHeif.Name)
        {
            var extension = OperatingSystem.IsMacOS() ? "dylib" : "so";
            return NativeLibrary.Load($"Magick.Native-Q8-x64.dll.{extension}", assembly, DllImportSearchPath.AssemblyDirectory);
        }

        if (name != LibVips.Name)
        {
            return 0;
        }

        // The one that came with the program goes before one of the system's.
        var file = OperatingSystem.IsWindows() ? "libvips-42.dll" : OperatingSystem.IsMacOS() ? "libvips.42.dylib" : "libvips.so.42";
        return NativeLibrary.Load(file, assembly, DllImportSearchPath.AssemblyDirectory);
    }
}
