using System.Text;

namespace ImageFunctions.Telemetry;

/// <summary>
/// The log, for whoever runs the program: one line each, stack included. The Functions host takes every line of standard output for
/// Information and grades one of standard error by its words (warn, fail), so what is worth a warning goes there.
/// </summary>
/// <param name="output">Standard output.</param>
/// <param name="error">Standard error.</param>
/// <param name="toError">The least level that goes to standard error.</param>
/// <remarks>The text is that of the framework's console logger, whose options and formatters take a while to set up at each start
/// (docs/decisions/2026-11-29-start.md).</remarks>
internal sealed class ConsoleLog(Stream output, Stream error, LogLevel toError) : ILoggerProvider
{
    /// <summary>Lines that may wait for a slow reader. No request waits: what comes beyond is left out, and counted.</summary>
    public const int MostWaiting = 2500;

    private static readonly TimeSpan LongestFlush = TimeSpan.FromSeconds(1);

    private readonly object gate = new();
    private readonly Queue<Entry> waiting = [];
    private Thread? writer; // begun by the first line
    private int leftOut;
    private bool ended;

    /// <summary>Loggers that write to the console of the process.</summary>
    /// <param name="levels">What is logged.</param>
    /// <param name="toError">The least level that goes to standard error.</param>
    public static ILoggerFactory CreateFactory(LoggerFilterOptions levels, LogLevel toError)
    {
        var factory = new LoggerFactory([], levels);
        factory.AddProvider(new ConsoleLog(Console.OpenStandardOutput(), Console.OpenStandardError(), toError));
        return factory;
    }

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new Category(this, categoryName);

    /// <summary>Writes what waits.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            ended = true;
            Monitor.Pulse(gate);
        }

        writer?.Join(LongestFlush);
    }

    private void Add(Entry entry)
    {
        lock (gate)
        {
            if (waiting.Count == MostWaiting)
            {
                leftOut++;
                return;
            }

            waiting.Enqueue(entry);
            Monitor.Pulse(gate);
            if (writer is null)
            {
                writer = new Thread(WriteAll) { IsBackground = true, Name = "log" };
                writer.Start();
            }
        }
    }

    private void WriteAll()
    {
        while (Take() is { } entry)
        {
            try
            {
                (entry.Level >= toError ? error : output).Write(Encoding.UTF8.GetBytes(entry.Line));
            }
            catch (IOException)
            {
                // Nobody reads it any more.
            }
        }
    }

    // Null at the end.
    private Entry? Take()
    {
        lock (gate)
        {
            while (waiting.Count == 0 && leftOut == 0 && !ended)
            {
                Monitor.Wait(gate);
            }

            if (waiting.TryDequeue(out var entry))
            {
                return entry;
            }

            if (leftOut == 0)
            {
                return null;
            }

            var told = $"{leftOut} lines are left out: nobody read them.";
            leftOut = 0;
            return Entry.Of(LogLevel.Warning, typeof(ConsoleLog).FullName!, 0, told, null);
        }
    }

    private sealed record Entry(LogLevel Level, string Line)
    {
        public static Entry Of(LogLevel level, string category, EventId id, string message, Exception? exception)
        {
            var text = exception is null ? message : $"{message} {exception}";
            return new Entry(level, $"{Word(level)}: {category}[{id.Id}] {text.ReplaceLineEndings(" ")}\n");
        }

        private static string Word(LogLevel level) => level switch
        {
            LogLevel.Trace => "trce",
            LogLevel.Debug => "dbug",
            LogLevel.Information => "info",
            LogLevel.Warning => "warn",
            LogLevel.Error => "fail",
            _ => "crit",
        };
    }

    private sealed class Category(ConsoleLog log, string name) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None; // which levels, the factory knows

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            log.Add(Entry.Of(logLevel, name, eventId, formatter(state, exception), exception));
    }
}
