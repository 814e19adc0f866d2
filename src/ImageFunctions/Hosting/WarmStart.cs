using ImageFunctions.Imaging;
using ImageFunctions.Settings;
using ImageFunctions.Storage;

namespace ImageFunctions.Hosting;

/// <summary>Does beside the start what the first picture would otherwise wait for.</summary>
internal static class WarmStart
{
    /// <summary>Sets up the C library's memory, which must come first of all, and loads the engine, which needs no settings.</summary>
    public static void BeginLoading()
    {
        if (FeatureSwitches.NativeMemory)
        {
            NativeHeap.Configure();
        }

        _ = Task.Run(LoadQuietly);
    }

    /// <summary>Opens a connection to storage, with name, handshake and token, while the server begins to listen.</summary>
    public static void BeginConnecting(IServiceProvider services) =>
        _ = Task.Run(services.GetRequiredService<StorageProbe>().IsHealthyAsync); // never fails; the answer is kept for the probes

    private static void LoadQuietly()
    {
        try
        {
            ImageEngine.Load();
        }
        catch (Exception)
        {
            // It comes again, and is reported, where the engine is first needed.
        }
    }
}
