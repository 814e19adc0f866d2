using ImageFunctions.Imaging.Admission;
using Xunit;

namespace ImageFunctions.Tests.Imaging.Admission;

public class FifoBudgetTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task TakeAsync_WhatFits_IsGivenAtOnce()
    {
        var budget = new FifoBudget(10);

        using var first = await budget.TakeAsync(4, Cancellation);
        using var second = await budget.TakeAsync(6, Cancellation);

        Assert.Equal(10, budget.Taken);
    }

    [Fact]
    public async Task TakeAsync_SmallBehindLarge_WaitsForItsTurn()
    {
        var budget = new FifoBudget(10);
        var first = await budget.TakeAsync(6, Cancellation);
        var large = budget.TakeAsync(8, Cancellation);
        var small = budget.TakeAsync(1, Cancellation);

        Assert.False(small.IsCompleted);
        first.Dispose();

        using var largeShare = await large;
        using var smallShare = await small;
        Assert.Equal(9, budget.Taken);
    }

    [Fact]
    public async Task TakeAsync_WaitEnded_LetsThoseBehindThrough()
    {
        var budget = new FifoBudget(10);
        using var first = await budget.TakeAsync(6, Cancellation);
        using var patience = new CancellationTokenSource();
        var large = budget.TakeAsync(8, patience.Token);
        var small = budget.TakeAsync(1, Cancellation);

        await patience.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => large);
        using var smallShare = await small;
        Assert.Equal(7, budget.Taken);
    }

    [Fact]
    public async Task Dispose_Twice_GivesBackOnce()
    {
        var budget = new FifoBudget(10);
        var first = await budget.TakeAsync(6, Cancellation);
        using var second = await budget.TakeAsync(4, Cancellation);

        first.Dispose();
        first.Dispose();

        Assert.Equal(4, budget.Taken);
    }

    [Fact]
    public async Task TakeAsync_ManyAtOnce_NeverMoreThanThereIsAndNobodyStarves()
    {
        var budget = new FifoBudget(7);
        var held = 0;
        await Parallel.ForEachAsync(Enumerable.Range(0, 2000), Cancellation, async (i, cancellation) =>
        {
            var amount = 1 + (i % 7);
            using var share = await budget.TakeAsync(amount, cancellation);
            Assert.InRange(Interlocked.Add(ref held, amount), 1, 7);
            await Task.Yield();
            Interlocked.Add(ref held, -amount);
        });

        Assert.Equal(0, budget.Taken);
    }
}
