using Bench.SideBySide.Load;
using LocalFrontDoor.Processes;

namespace Bench.SideBySide.Contenders;

/// <summary>A program that runs and can be measured.</summary>
internal sealed class Contender(ContenderKind kind, ChildProcess process, Uri address) : IAsyncDisposable
{
    /// <inheritdoc cref="ContenderKind"/>
    public ContenderKind Kind => kind;

    /// <summary>Its root.</summary>
    public Uri Address => address;

    /// <summary>What it uses of the machine.</summary>
    public ProcessMeter Meter { get; } = new(process.Id);

    /// <summary>A variant's address.</summary>
    public Uri Variant(string original, int width) => new(address, $"/{kind.Container}/{original}?d={width}x{width}");

    /// <summary>Asks until there is an answer.</summary>
    public Task UntilReadyAsync() => process.UntilReadyAsync(
        async cancellation =>
        {
            using var driver = new LoadDriver(1);
            await driver.UntilAnsweredAsync(address, cancellation);
            return true;
        },
        TimeSpan.FromSeconds(60),
        CancellationToken.None);

    /// <summary>What it wrote last, for error messages.</summary>
    public string Said() => string.Join(Environment.NewLine, process.Output.Snapshot().TakeLast(10));

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => process.DisposeAsync();
}
