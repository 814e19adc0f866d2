using System.Runtime.InteropServices;

namespace ImageFunctions.Imaging;

/// <summary>
/// The allocator of the C library (glibc's malloc), which originals, libvips and its codecs take their memory from. Left alone, it gives every
/// thread an arena of its own and keeps what they freed: after some hundred pictures a process holds four times what it needs.
/// Other C libraries (musl, macOS, Windows) have no such functions, and are left alone.
/// </summary>
internal static partial class NativeHeap
{
    // malloc.h
    private const int TrimThreshold = -1;
    private const int MapThreshold = -3;
    private const int ArenaMax = -8;

    private const int Arenas = 2;
    private const int KeptAtTop = 1024 * 1024;
    private const int MappedFrom = 1024 * 1024;

    /// <summary>Sets it up. To be called before threads are started: arenas that exist stay.</summary>
    /// <returns>False where there is nothing to set up.</returns>
    public static bool Configure()
    {
        if (!OperatingSystem.IsLinux())
        {
            return false;
        }

        try
        {
            // Pixels and whole originals are mapped on their own, and so are gone when they are freed; setting it also stops glibc from
            // raising it with every large block that is freed.
            return SetOption(ArenaMax, Arenas) == 1 && SetOption(TrimThreshold, KeptAtTop) == 1 && SetOption(MapThreshold, MappedFrom) == 1;
        }
        catch (EntryPointNotFoundException)
        {
            return false;
        }
    }

    /// <summary>Gives back every free page of every arena; does nothing where the C library cannot.</summary>
    public static void Trim()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        try
        {
            _ = Trim(0);
        }
        catch (EntryPointNotFoundException)
        {
            // musl: it keeps nothing.
        }
    }

    [LibraryImport("libc", EntryPoint = "mallopt")]
    private static partial int SetOption(int option, int value);

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    private static partial int Trim(nuint kept);
}
