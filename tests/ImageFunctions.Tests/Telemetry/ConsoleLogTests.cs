using System.Text;
using ImageFunctions.Telemetry;
using ImageFunctions.Tests.Fixtures;
using Microsoft.Extensions.Logging;
using Xunit;

namespace ImageFunctions.Tests.Telemetry;

public sealed class ConsoleLogTests
{
    [Theory]
    [InlineData(LogLevel.Trace, "trce", false)]
    [InlineData(LogLevel.Debug, "dbug", false)]
    [InlineData(LogLevel.Information, "info", false)]
    [InlineData(LogLevel.Warning, "warn", true)]
    [InlineData(LogLevel.Error, "fail", true)]
    [InlineData(LogLevel.Critical, "crit", true)]
    public void Log_Level_IsTheFirstWordAndChoosesTheStream(LogLevel level, string word, bool isError)
    {
        var (output, error) = Write(logger => logger.Log(level, new EventId(7), "Größe", null, static (state, _) => state));

        var line = $"{word}: Some.Category[7] Größe\n";
        Assert.Equal(isError ? ("", line) : (line, ""), (output, error));
    }

    [Fact]
    public void Log_MessageAndExceptionOfSeveralLines_AreOneLine()
    {
        var exception = new InvalidOperationException("broken\r\nin two");

        var (_, error) = Write(logger => logger.Log(LogLevel.Error, 1, "one\ntwo", exception, static (state, _) => state));

        Assert.Equal("fail: Some.Category[1] one two System.InvalidOperationException: broken in two\n", error);
    }

    [Fact]
    public async Task Log_ConsoleThatNobodyReads_HoldsUpNobodyAndTellsHowManyLinesItLacks()
    {
        const int extra = 25;
        using var console = new UnreadStream();
        var log = new ConsoleLog(Stream.Null, console, LogLevel.Warning);
        var logger = log.CreateLogger("C");

        Say(logger, "first");
        await console.Reached.Task.InTime();
        for (var i = 0; i < ConsoleLog.MostWaiting + extra; i++)
        {
            Say(logger, $"line {i}"); // would never end if it waited
        }

        console.Resumed.Set();
        log.Dispose();

        var lines = console.Written.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(1 + ConsoleLog.MostWaiting + 1, lines.Length);
        Assert.Equal($"warn: C[0] line {ConsoleLog.MostWaiting - 1}", lines[^2]);
        Assert.Equal($"warn: {typeof(ConsoleLog).FullName}[0] {extra} lines are left out: nobody read them.", lines[^1]);
    }

    [Fact]
    public void Log_StreamThatFails_IsNoFaultOfWhoLogs()
    {
        var (output, _) = Write(
            logger =>
            {
                Say(logger, "to a closed console");
                logger.Log(LogLevel.Information, 0, "still there", null, static (state, _) => state);
            },
            new ClosedStream());

        Assert.Equal("info: Some.Category[0] still there\n", output);
    }

    private static void Say(ILogger logger, string line) => logger.Log(LogLevel.Warning, 0, line, null, static (state, _) => state);

    private static (string Output, string Error) Write(Action<ILogger> say, Stream? console = null)
    {
        using var output = new MemoryStream();
        using var error = new MemoryStream();
        using (var log = new ConsoleLog(output, console ?? error, LogLevel.Warning))
        {
            say(log.CreateLogger("Some.Category"));
        }

        return (Encoding.UTF8.GetString(output.ToArray()), Encoding.UTF8.GetString(error.ToArray()));
    }

    // A pipe that is full.
    private sealed class UnreadStream : MemoryStream
    {
        public TaskCompletionSource Reached { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ManualResetEventSlim Resumed { get; } = new();

        public string Written => Encoding.UTF8.GetString(ToArray());

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            Reached.TrySetResult();
            Resumed.Wait();
            base.Write(buffer);
        }

        protected override void Dispose(bool disposing)
        {
            Resumed.Dispose();
            base.Dispose(disposing);
        }
    }

    private sealed class ClosedStream : MemoryStream
    {
        public override void Write(ReadOnlySpan<byte> buffer) => throw new IOException("Broken pipe");
    }
}
