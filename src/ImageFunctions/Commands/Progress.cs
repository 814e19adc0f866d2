using System.Diagnostics;

namespace ImageFunctions.Commands;

/// <summary>
/// A line on the terminal that is written over and over, with a bar when the end is known. Nothing where standard error is no terminal:
/// a log file would be full of it.
/// </summary>
internal sealed class Progress : IDisposable
{
    private const int Width = 30;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private readonly Lock gate = new();
    private readonly bool shown = !Console.IsErrorRedirected;
    private long written;
    private int longest;

    /// <summary>Shows how far it is, a few times a second; the total is 0 while it is not known.</summary>
    public void Show(int done, int total, string text)
    {
        if (!shown)
        {
            return;
        }

        lock (gate)
        {
            if (Stopwatch.GetElapsedTime(written) >= Interval)
            {
                written = Stopwatch.GetTimestamp();
                Write(total == 0 ? $"{done:N0} {text}" : $"[{Bar(done, total)}] {done:N0} of {total:N0} {text}");
            }
        }
    }

    /// <summary>Writes a line that stays.</summary>
    public void Say(string line)
    {
        lock (gate)
        {
            Clear();
            Console.Error.WriteLine(line);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (gate)
        {
            Clear();
        }
    }

    private static string Bar(int done, int total)
    {
        var full = (int)((long)Width * done / total);
        return new string('#', full) + new string('.', Width - full);
    }

    private void Write(string line)
    {
        longest = Math.Max(longest, line.Length);
        Console.Error.Write('\r' + line.PadRight(longest));
    }

    private void Clear()
    {
        if (longest > 0)
        {
            Console.Error.Write('\r' + new string(' ', longest) + '\r');
            longest = 0;
        }
    }
}
