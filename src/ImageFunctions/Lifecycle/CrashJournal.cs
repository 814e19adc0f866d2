using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;
using System.Text;

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

    /// <summary>The process died while native code was at work on it and on others: any of them may be the cause.</summary>
    Suspect,

    /// <summary>Native code is at work on one that was suspected or set aside, and on no other such.</summary>
    OnTrial,
}

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

    private const int MostProcesses = 64;

    private static readonly TimeSpan Abandoned = TimeSpan.FromDays(7);
    private static readonly int EntryLength = Marshal.SizeOf<CrashEntry>();

    private readonly MemoryMappedFile file;
    private readonly MemoryMappedViewAccessor entries;

    private CrashJournal(MemoryMappedFile file)
    {
        this.file = file;
        entries = file.CreateViewAccessor();
    }

    /// <summary>
    /// Opens the journal of the program in a folder: the port changes with every start of the host, the folder does not. Each of several
    /// processes of one folder has a journal of its own, the first that no other holds open.
    /// </summary>
    /// <inheritdoc cref="Open"/>
    public static CrashJournal OpenFor(string folder)
    {
        var stem = $"imagefunctions-{HashOf(folder):x16}";
        for (var process = 1; ; process++)
        {
            var path = Path.Combine(Path.GetTempPath(), $"{stem}-{process}.journal");
            if (!File.Exists(path))
            {
                ClearUp(stem); // not at every start: a crowded folder takes milliseconds to read
            }

            try
            {
                return Open(path);
            }
            catch (IOException) when (process < MostProcesses)
            {
                // Another process has it.
            }
        }
    }

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
            new FileStream(path, options),
            null, Capacity * EntryLength, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: false));
    }

    public CrashEntry this[int index]
    {
        get
        {
            entries.Read(index * (long)EntryLength, out CrashEntry entry);
            return entry;
        }

        set => entries.Write(index * (long)EntryLength, ref value);
    }

    // FNV-1a: nothing has to be loaded for it, as for a cryptographic hash, before the program is any further.
    private static ulong HashOf(string text) => Encoding.UTF8.GetBytes(text).Aggregate(
        0xcbf29ce484222325, static (hash, next) => unchecked((hash ^ next) * 0x100000001b3));

    // Of programs that have been moved or deleted since. What a process holds open is not deleted.
    private static void ClearUp(string stem)
    {
        foreach (var path in Directory.EnumerateFiles(Path.GetTempPath(), "imagefunctions-*.journal"))
        {
            try
            {
                var isOurs = Path.GetFileName(path).StartsWith(stem, StringComparison.Ordinal);
                if (!isOurs && DateTime.UtcNow - File.GetLastWriteTimeUtc(path) > Abandoned)
                {
                    using var file = new FileStream(
                        path, FileMode.Open, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // In use after all, or another user's.
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        entries.Dispose();
        file.Dispose();
    }
}
