using System.Runtime.InteropServices;

namespace ImageFunctions.Imaging.Vips.Native;

/// <summary>
/// Threads that libvips knows as its own (iofuncs/thread.c). On these it keeps the buffers that strips of rows are computed in; on any
/// other it takes and clears new ones for every strip (iofuncs/buffer.c).
/// </summary>
internal static unsafe class VipsThread
{
    /// <summary>Starts one. libvips must be loaded.</summary>
    /// <exception cref="VipsException">The system gives no thread.</exception>
    public static void Start(string name, Action run)
    {
        var body = new GCHandle<Action>(() =>
        {
            Thread.CurrentThread.Name = name;
            run();
        });
        var thread = LibVips.NewThread(0, &Run, GCHandle<Action>.ToIntPtr(body));
        if (thread == 0)
        {
            body.Dispose();
            throw VipsException.Take("start a thread");
        }

        LibVips.UnrefThread(thread);
    }

    /// <summary>Frees the buffers that libvips keeps for this thread, if any. Those of images that live on are made anew.</summary>
    public static void FreeBuffers() => LibVips.ShutDownThread();

    [UnmanagedCallersOnly]
    private static nint Run(nint body)
    {
        using var handle = GCHandle<Action>.FromIntPtr(body);
        handle.Target();
        return 0;
    }
}
