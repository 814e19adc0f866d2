using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;

namespace ImageFunctions.Lifecycle;

/// <summary>What the journal says of one original.</summary>
internal enum CrashState
{
    /// <summary>Nothing: the entry is free.</summary>
    None,

    /// <summary>Native code is at work on it.</summary>
    UnderWay,

    /// <summary>The process died while native code was at work on it.</summary>
    SetAside,
}

/// <summary>One entry.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct CrashEntry(UInt128 Source, long Until, int Deaths, CrashState State);

/// <summary>
/// A small table in a file of the instance's temporary directory, mapped into memory. What is written there is the kernel's at once, and
/// survives the death of the process, however it dies; writing costs no call. It does not survive the machine, and need not.
/// </summary>
internal sealed class CrashJournal : IDisposable
{
    /// <summary>Entries: more than there can be threads, and room to remember.</summary>
    public const int Capacity = 1024;

    private static readonly int EntryLength = Marshal.SizeOf<CrashEntry>();

    private readonly MemoryMappedFile file;
    private readonly MemoryMappedViewAccessor entries;

    private CrashJournal(MemoryMappedFile file)
    {
        this.file = file;
        entries = file.CreateViewAccessor();
    }

    /// <summary>Where a process' journal is, by what stays the same when the host starts it anew.</summary>
    public static string PathFor(string instance) => Path.Combine(Path.GetTempPath(), $"imagefunctions-{instance}.journal");

    /// <summary>Opens the journal, or begins it.</summary>
    /// <exception cref="IOException">The file is in use by another process, or cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It is another user's.</exception>
    public static CrashJournal Open(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new CrashJournal(MemoryMappedFile.CreateFromFile(
            new FileStream(path, options), null, Capacity * EntryLength, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: false));
    }

    /// <summary>One entry.</summary>
    public CrashEntry this[int index]
    {
        get
        {
            entries.Read(index * (long)EntryLength, out CrashEntry entry);
            return entry;
        }

        set => entries.Write(index * (long)EntryLength, ref value);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        entries.Dispose();
        file.Dispose();
    }
}
