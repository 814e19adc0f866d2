using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace ImageFunctions.Tests.Fixtures;

/// <summary>Keeps what is logged, for tests to look at.</summary>
internal sealed class LogRecorder : ILoggerProvider
{
    private readonly ConcurrentQueue<(EventId Id, string Category, string Text)> entries = new();

    /// <summary>The messages of one event, in order.</summary>
    public IReadOnlyList<string> Of(string category, int id) =>
        [.. entries.Where(entry => entry.Id.Id == id && entry.Category == category).Select(entry => entry.Text)];

    public ILogger CreateLogger(string categoryName) => new Recorder(categoryName, entries);

    public void Dispose()
    {
    }

    private sealed class Recorder(string category, ConcurrentQueue<(EventId, string, string)> entries) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            entries.Enqueue((eventId, category, formatter(state, exception)));
    }
}
