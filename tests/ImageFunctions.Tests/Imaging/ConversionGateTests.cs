using ImageFunctions.Imaging;
using ImageFunctions.Settings;
using ImageFunctions.Tests.Fixtures;
using Xunit;

namespace ImageFunctions.Tests.Imaging;

public sealed class ConversionGateTests : IDisposable
{
    // Admits twice the concurrency (half of them reading from storage), lets one wait, refuses the rest.
    private readonly ConversionGate gate = new(new ImageOptions { MaxConcurrency = 1, MaxQueue = 1 });

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => gate.Dispose();

    [Fact(Timeout = Patience.Milliseconds)]
    public async Task EnterAsync_Full_WaitsThenRefuses()
    {
        Assert.NotNull(await gate.EnterAsync(Cancellation));
        Assert.NotNull(await gate.EnterAsync(Cancellation));
        var waiting = gate.EnterAsync(Cancellation);

        Assert.False(waiting.IsCompleted);
        Assert.Null(await gate.EnterAsync(Cancellation));
    }

    [Fact(Timeout = Patience.Milliseconds)]
    public async Task Dispose_OfATicket_AdmitsTheOneThatWaits()
    {
        var first = await gate.EnterAsync(Cancellation);
        await gate.EnterAsync(Cancellation);
        var waiting = gate.EnterAsync(Cancellation);

        first!.Dispose();

        Assert.NotNull(await waiting);
    }

    [Fact(Timeout = Patience.Milliseconds)]
    public async Task Dispose_OfATicketTwice_FreesOnePlace()
    {
        var first = await gate.EnterAsync(Cancellation);
        await gate.EnterAsync(Cancellation);
        first!.Dispose();
        first.Dispose();

        Assert.NotNull(await gate.EnterAsync(Cancellation));
        Assert.False(gate.EnterAsync(Cancellation).IsCompleted);
        Assert.Null(await gate.EnterAsync(Cancellation));
    }

    [Fact(Timeout = Patience.Milliseconds)]
    public async Task EnterAsync_WaiterGoesAway_LeavesItsPlaceInTheQueue()
    {
        await gate.EnterAsync(Cancellation);
        await gate.EnterAsync(Cancellation);
        using var impatient = new CancellationTokenSource();
        var gone = gate.EnterAsync(impatient.Token);

        await impatient.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);
        Assert.False(gate.EnterAsync(Cancellation).IsCompleted);
    }
}
