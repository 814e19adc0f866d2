using System.Diagnostics;
using System.Runtime.InteropServices;
using ImageFunctions.Lifecycle;

namespace ImageFunctions.Hosting;

/// <summary>
/// The Functions host stops itself after three failures of the program within half an hour, and pictures may be so many. For half an hour
/// after one has killed it, the program therefore runs as a child of itself: when the next picture kills the child, the parent ends with
/// the exit code that asks for another start, which the host does not count.
/// </summary>
internal static class Guardian
{
    /// <summary>
    /// Asks the Functions host to start the program again, and is no failure to it; after 0 it never would, and fail every request
    /// (azure-functions-host, WorkerProcess.OnProcessExited and WorkerConstants.IntentionalRestartExitCode).
    /// </summary>
    public const int StartAgain = 200;

    private const string Variable = "IMAGEFUNCTIONS_GUARDED";

    // As long as the host counts.
    private static readonly TimeSpan Watch = TimeSpan.FromMinutes(30);

    private static volatile IHostApplicationLifetime? running;

    private static bool IsGuarded => Environment.GetEnvironmentVariable(Variable) is not null;

    /// <summary>Whether a picture has killed the program lately, and nobody guards it yet.</summary>
    public static bool IsNeeded()
    {
        var since = (DateTimeOffset.UtcNow - Watch).ToUnixTimeMilliseconds();
        return !IsGuarded && Path.GetFileNameWithoutExtension(Environment.ProcessPath) != "dotnet"
            && JournalHas(entry => IsUnderWay(entry) || (entry.State != CrashState.None && entry.Until > since));
    }

    /// <summary>Runs the program as a child, to its end.</summary>
    /// <returns>The exit code.</returns>
    public static int Run(string[] args)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, args) { RedirectStandardInput = true };
        start.Environment[Variable] = "1";
        using var child = Process.Start(start)!;
        var signalled = false;
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
        child.WaitForExit();
        return signalled || JournalHas(IsUnderWay) ? StartAgain : child.ExitCode;

        void End(PosixSignalContext signal)
        {
            (signal.Cancel, signalled) = (true, true);
            child.StandardInput.Close();
        }
    }

    /// <summary>From now on a child finishes what it is answering when its parent has ended or was told to.</summary>
    public static void StopWithParent(IHostApplicationLifetime lifetime) => running = lifetime;

    /// <summary>Ends a child when its parent has ended: the host kills only what it has started itself, and wants the port again.</summary>
    public static void EndWithParent()
    {
        if (IsGuarded)
        {
            new Thread(WaitForParent) { IsBackground = true, Name = "parent" }.Start();
        }
    }

    private static void WaitForParent()
    {
        using var parent = Console.OpenStandardInput();
        while (parent.ReadByte() >= 0)
        {
            // It never writes; its end closes the pipe.
        }

        if (running is { } lifetime)
        {
            lifetime.StopApplication();
        }
        else
        {
            Process.GetCurrentProcess().Kill(); // it is still starting
        }
    }

    private static bool IsUnderWay(CrashEntry entry) => entry.State is CrashState.UnderWay or CrashState.OnTrial;

    private static bool JournalHas(Func<CrashEntry, bool> condition)
    {
        try
        {
            using var journal = CrashJournal.OpenFor(AppContext.BaseDirectory);
            return Enumerable.Range(0, CrashJournal.Capacity).Any(i => condition(journal[i]));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false; // as without a journal
        }
    }
}
