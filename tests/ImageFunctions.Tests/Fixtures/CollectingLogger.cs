using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace ImageFunctions.Tests.Fixtures;

/// <summary>Keeps what is logged, to be asserted on by event id.</summary>
internal sealed class CollectingLogger<T> : ILogger<T>
{
    private readonly ConcurrentQueue<(int Id, string Message)> entries = [];

    public IEnumerable<int> EventIds => entries.Select(entry => entry.Id);

    public IEnumerable<string> Messages => entries.Select(entry => entry.Message);

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        entries.Enqueue((eventId.Id, formatter(state, exception)));
}
