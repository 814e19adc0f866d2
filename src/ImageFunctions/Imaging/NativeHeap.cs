using System.Runtime.InteropServices;
using ImageFunctions.Settings;

namespace ImageFunctions.Imaging;

/// <summary>
/// The allocator of the C library (glibc's malloc), which originals, libvips and its codecs take their memory from. Left alone, it gives
/// every thread an arena of its own and keeps what they freed: after some hundred pictures a process holds four times what it needs.
/// Other C libraries (musl, macOS, Windows) have no such functions, and are left alone.
/// </summary>
internal static partial class NativeHeap
{
    /// <summary>The environment variable by which glibc has but one arena, from before the runtime's first thread on;
    /// infra/main.bicep sets it.</summary>
    public const string ArenasSetting = "MALLOC_ARENA_MAX";

    // malloc.h
    private const int TrimThreshold = -1;
    private const int MapThreshold = -3;
    private const int ArenaMax = -8;

    private const int Megabyte = 1024 * 1024;

    // Free memory at the heap's end, which two large pictures leave each time that both are done. IdleTrim gives it back.
    private const int KeptWhileBusy = 256 * Megabyte;

    /// <summary>Sets it up. To be called before threads are started: arenas that exist stay.</summary>
    /// <returns>False where there is nothing to set up.</returns>
    public static bool Configure()
    {
        if (!OperatingSystem.IsLinux() || !FeatureSwitches.NativeMemory)
        {
            return false;
        }

        try
        {
            return Environment.GetEnvironmentVariable(ArenasSetting) == "1" ? KeepBetweenPictures() : MapLargeBlocks();
        }
        catch (EntryPointNotFoundException)
        {
            return false;
        }
    }

    // All memory is taken from one place, from where Trim gives it back. Until then the next picture finds it as the last one left it:
    // a progressive JPEG of 6 megapixels saves 4,500 page faults, a third of its time. 32 MB is the most that glibc can be told.
    private static bool KeepBetweenPictures() =>
        SetOption(TrimThreshold, KeptWhileBusy) == 1 && SetOption(MapThreshold, 32 * Megabyte) == 1;

    // The runtime's threads have arenas already, and glibc gives back nothing of what is free at their ends. So large blocks, pixels and
    // whole originals, are mapped on their own, and gone when they are freed; setting it also stops glibc from raising it with every
    // large block that is freed.
    private static bool MapLargeBlocks() =>
        SetOption(ArenaMax, 2) == 1 && SetOption(TrimThreshold, Megabyte) == 1 && SetOption(MapThreshold, Megabyte) == 1;

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

/// <summary>
/// Gives memory back when no picture has been made for a moment. During work it would only be taken again; and the C library itself
/// gives back no more than the end of its heap.
/// </summary>
internal sealed class IdleTrim : IDisposable
{
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(1);

    private readonly ITimer timer;

    /// <summary>Nothing happens before the first <see cref="Touch"/>.</summary>
    /// <param name="trim">Gives memory back.</param>
    /// <param name="time">The clock.</param>
    public IdleTrim(Action trim, TimeProvider time) =>
        timer = time.CreateTimer(static trim => ((Action)trim!)(), trim, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    /// <summary>A picture was just made: the moment begins anew.</summary>
    public void Touch() => timer.Change(Quiet, Timeout.InfiniteTimeSpan);

    /// <inheritdoc/>
    public void Dispose() => timer.Dispose();
}
