using System.Runtime.InteropServices;

namespace ImageFunctions.Imaging.Vips.Native;

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
