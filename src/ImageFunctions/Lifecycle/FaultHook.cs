using System.Diagnostics;
using System.Text;
using ImageFunctions.Imaging;

namespace ImageFunctions.Lifecycle;

/// <summary>For the tests of the crash guard: dies in the middle of a decode, as a fault in a codec would. Only debug builds have it.</summary>
internal static class FaultHook
{
    /// <summary>The environment variable that holds a text; an original in which it stands is deadly.</summary>
    public const string Variable = "IMAGEFUNCTIONS_DEBUG_DIE_ON";

    /// <summary>Kills the process if it is to die of this original.</summary>
    [Conditional("DEBUG")]
    public static void DieIfAsked(NativeBuffer source)
    {
        var deadly = Environment.GetEnvironmentVariable(Variable);
        if (!string.IsNullOrEmpty(deadly) && source.GetSpan().IndexOf(Encoding.UTF8.GetBytes(deadly)) >= 0)
        {
            Process.GetCurrentProcess().Kill(); // no handler runs, nothing is flushed
        }
    }
}
