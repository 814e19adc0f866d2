using System.ComponentModel;
using System.Diagnostics;

namespace LocalFrontDoor.Processes;

/// <summary>
/// A program that lives no longer than its owner: killed with all it started on dispose, and when our own process ends in
/// any orderly way. Its standard input is a pipe that we never write to: it closes when we end in whatever way, a crash
/// included, for programs that care to look.
/// </summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private readonly Process process;
    private readonly string name;

    private ChildProcess(Process process, string name)
    {
        (this.process, this.name) = (process, name);
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        AppDomain.CurrentDomain.ProcessExit += KillWithUs;
    }

    /// <summary>What it wrote on stdout and stderr, in the order of arrival.</summary>
    public OutputLines Output { get; } = new();

    public int Id => process.Id;

    public bool HasExited => process.HasExited;

    /// <summary>The exit code; null while it runs.</summary>
    public int? ExitCode => process.HasExited ? process.ExitCode : null;

    /// <summary>Starts a program.</summary>
    /// <param name="name">What to call it in error messages.</param>
    /// <param name="start">What to run. Redirections are set here.</param>
    /// <exception cref="ChildProcessException">The operating system cannot start it.</exception>
    public static ChildProcess Start(string name, ProcessStartInfo start)
    {
        start.UseShellExecute = false;
        start.CreateNoWindow = true;
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        var child = new ChildProcess(new Process { StartInfo = start }, name);
        try
        {
            child.process.Start();
        }
        catch (Win32Exception cause)
        {
            AppDomain.CurrentDomain.ProcessExit -= child.KillWithUs;
            child.process.Dispose();
            throw new ChildProcessException($"{name} cannot be started ({start.FileName}): {cause.Message}", null, [], cause);
        }
        child.process.BeginOutputReadLine();
        child.process.BeginErrorReadLine();
        return child;
    }

    /// <summary>Runs a program to its end.</summary>
    /// <returns>The lines that it wrote.</returns>
    /// <exception cref="ChildProcessException">It cannot be started, or ended with another exit code than 0.</exception>
    public static async Task<IReadOnlyList<string>> RunAsync(string name, ProcessStartInfo start)
    {
        await using var child = Start(name, start);
        return await child.WaitForExitAsync() == 0
            ? child.Output.Snapshot()
            : throw child.Failure($"{name} ended with exit code {child.ExitCode}.");
    }

    /// <summary>Waits until it has ended and all its output has arrived, and gives its exit code.</summary>
    public async Task<int> WaitForExitAsync(CancellationToken cancellation = default)
    {
        await process.WaitForExitAsync(cancellation);
        return process.ExitCode;
    }

    /// <summary>
    /// Waits until <paramref name="ready"/> completes: it gets a token that fires when there is nothing more to wait for.
    /// </summary>
    /// <exception cref="ChildProcessException">It ended first, or the patience is over: the message holds what it wrote last.</exception>
    public async Task<T> UntilReadyAsync<T>(Func<CancellationToken, Task<T>> ready, TimeSpan patience, CancellationToken cancellation)
    {
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        waiting.CancelAfter(patience);
        var exited = process.WaitForExitAsync(waiting.Token);
        var answer = ready(waiting.Token);

        await Task.WhenAny(answer, exited);
        if (answer.IsCompletedSuccessfully)
        {
            await waiting.CancelAsync();
            return await answer;
        }

        await waiting.CancelAsync();
        await answer.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        cancellation.ThrowIfCancellationRequested();
        throw exited.IsCompletedSuccessfully
            ? Failure($"{name} ended with exit code {process.ExitCode} before it answered.")
            : Failure($"{name} did not answer within {patience.TotalSeconds:0} seconds.", answer.Exception?.InnerException);
    }

    /// <summary>Kills it and everything that it started. Harmless when it has ended.</summary>
    public void Kill()
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (Exception gone) when (gone is InvalidOperationException or Win32Exception or AggregateException)
        {
            // It, or one of its children, ended in the meantime.
        }
    }

    public async ValueTask DisposeAsync()
    {
        AppDomain.CurrentDomain.ProcessExit -= KillWithUs;
        Kill();
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private ChildProcessException Failure(string what, Exception? cause = null)
    {
        var output = Output.Snapshot();
        var said = output.Count == 0 ? "It wrote nothing." : "It wrote:\n  " + string.Join("\n  ", output.TakeLast(20));
        return new ChildProcessException($"{what} {said}", ExitCode, output, cause);
    }

    private void Keep(string? line)
    {
        if (line is not null)
        {
            Output.Add(line);
        }
    }

    private void KillWithUs(object? sender, EventArgs e) => Kill();
}
