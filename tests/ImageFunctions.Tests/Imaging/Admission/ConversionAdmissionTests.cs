using ImageFunctions.Imaging.Admission;
using ImageFunctions.Requests;
using ImageFunctions.Settings;
using Xunit;

namespace ImageFunctions.Tests.Imaging.Admission;

public class ConversionAdmissionTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static readonly ImageOptions Options = new() { MaxConcurrency = 1, MaxQueue = 1, MemoryBudgetBytes = 400 };

    [Fact]
    public async Task EnterAsync_QueueFull_RefusesAtOnce()
    {
        var admission = new ConversionAdmission(Options);
        using var first = await admission.EnterAsync(Cancellation);
        using var second = await admission.EnterAsync(Cancellation);
        var queued = admission.EnterAsync(Cancellation);

        var refused = admission.EnterAsync(Cancellation);

        Assert.True(refused.IsCompletedSuccessfully);
        Assert.Null(await refused);
        Assert.False(queued.IsCompleted);
        Assert.Equal(1, admission.Queued);
        first!.Dispose();
        using var third = await queued;
        Assert.NotNull(third);
    }

    [Fact]
    public async Task EnterAsync_WaitEnded_FreesItsPlaceInTheQueue()
    {
        var admission = new ConversionAdmission(Options);
        using var first = await admission.EnterAsync(Cancellation);
        using var second = await admission.EnterAsync(Cancellation);
        using var patience = new CancellationTokenSource();
        var queued = admission.EnterAsync(patience.Token);

        await patience.CancelAsync();

        Assert.Null(await queued);
        Assert.Equal(0, admission.Queued);
        Assert.False(admission.EnterAsync(Cancellation).IsCompleted);
    }

    [Fact]
    public async Task AdmitDecodingAsync_MoreThanThereCanEverBe_Is422()
    {
        var admission = new ConversionAdmission(Options);
        using var ticket = await admission.EnterAsync(Cancellation);

        Assert.Equal(Refusal.NeedsTooMuchMemory, await ticket!.AdmitDecodingAsync(301, Cancellation));
        Assert.Equal(Refusal.NeedsTooMuchMemory, await ticket.AdmitSourceAsync(101, Cancellation));
        Assert.Null(await ticket.AdmitDecodingAsync(300, Cancellation));
    }

    [Fact]
    public async Task AdmitDecodingAsync_NoMemoryNow_WaitsAndThenIsAdmitted()
    {
        var admission = new ConversionAdmission(Options);
        var first = await admission.EnterAsync(Cancellation);
        using var second = await admission.EnterAsync(Cancellation);
        Assert.Null(await first!.AdmitDecodingAsync(200, Cancellation));

        var waiting = second!.AdmitDecodingAsync(200, Cancellation);

        Assert.False(waiting.IsCompleted);
        first.Dispose();
        Assert.Null(await waiting);
        Assert.Equal(200, admission.Decoding.Taken);
    }

    [Fact]
    public async Task AdmitDecodingAsync_WaitEnded_IsBusy()
    {
        var admission = new ConversionAdmission(Options);
        using var first = await admission.EnterAsync(Cancellation);
        using var second = await admission.EnterAsync(Cancellation);
        Assert.Null(await first!.AdmitDecodingAsync(200, Cancellation));
        using var patience = new CancellationTokenSource();
        var waiting = second!.AdmitDecodingAsync(200, patience.Token);

        await patience.CancelAsync();

        Assert.Equal(Refusal.Busy, await waiting);
    }
}
