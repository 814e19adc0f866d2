namespace LocalFrontDoor.Processes;

/// <summary>A program could not be started, or ended before it answered.</summary>
/// <param name="message">One or more lines for a person: what failed, and what the program said last.</param>
/// <param name="exitCode">What it exited with; null when it never ran or still ran when we gave up.</param>
/// <param name="output">Its lines on stdout and stderr until then, in the order of arrival.</param>
/// <param name="cause">What the operating system said, if that was it.</param>
internal sealed class ChildProcessException(string message, int? exitCode, IReadOnlyList<string> output, Exception? cause = null)
    : Exception(message, cause)
{
    public int? ExitCode { get; } = exitCode;

    public IReadOnlyList<string> Output { get; } = output;
}
