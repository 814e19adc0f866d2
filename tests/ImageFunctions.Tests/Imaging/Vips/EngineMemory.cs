using ImageFunctions.Imaging.Vips;
using ImageFunctions.Imaging.Vips.Native;

namespace ImageFunctions.Tests.Imaging;

/// <summary>What the engine under test holds.</summary>
internal static class EngineMemory
{
    /// <summary>Bytes that libvips tracks.</summary>
    public static long Held()
    {
        VipsLibrary.EnsureLoaded();
        return (long)LibVips.TrackedMemory();
    }
}
