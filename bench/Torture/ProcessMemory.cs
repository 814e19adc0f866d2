using System.Globalization;
using System.Runtime.InteropServices;

namespace Bench.Torture;

/// <summary>What this process holds, as the kernel counts it (Linux, proc(5)); 0 elsewhere.</summary>
internal static partial class ProcessMemory
{
    /// <summary>Resident bytes without garbage, and without what malloc keeps for later use: what grows here is lost.</summary>
    public static long Held()
    {
        GC.Collect();
        try
        {
            _ = MallocTrim(0);
        }
        catch (EntryPointNotFoundException)
        {
            // Only glibc has it.
        }
        catch (DllNotFoundException)
        {
            // Not even the library.
        }

        return Now;
    }

    /// <summary>Resident bytes now.</summary>
    public static long Now => Read("VmRSS");

    /// <summary>Most resident bytes since the last <see cref="ResetPeak"/>.</summary>
    public static long Peak => Read("VmHWM");

    /// <summary>Lets the peak begin anew.</summary>
    public static void ResetPeak()
    {
        if (OperatingSystem.IsLinux())
        {
            File.WriteAllText("/proc/self/clear_refs", "5");
        }
    }

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    private static partial int MallocTrim(nuint keep);

    private static long Read(string name)
    {
        if (!OperatingSystem.IsLinux())
        {
            return 0;
        }

        var line = File.ReadLines("/proc/self/status").First(line => line.StartsWith(name, StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) * 1024;
    }
}
