using ImageFunctions.Lifecycle;
using ImageFunctions.Requests;
using ImageFunctions.Settings;
using ImageFunctions.Tests.Fixtures;
using Xunit;

namespace ImageFunctions.Tests.Lifecycle;

public class BrokenSourcesTests
{
    private static readonly SourceKey Broken = new(1);

    private readonly ManualTime time = new();
    private readonly BrokenSources sources;

    public BrokenSourcesTests() => sources = new BrokenSources(new ImageOptions { BrokenTime = TimeSpan.FromMinutes(10) }, time);

    [Fact]
    public void Find_Added_IsRefusedUntilItsTimeIsOver()
    {
        sources.Add(Broken, ImageFormat.WebP, Refusal.Broken);

        Assert.Equal(Refusal.Broken, sources.Find(Broken, ImageFormat.Gif));
        time.Pass(TimeSpan.FromMinutes(10));
        Assert.Null(sources.Find(Broken, ImageFormat.WebP));
    }

    [Fact]
    public void Find_StillAfterAnimation_IsTried()
    {
        sources.Add(Broken, ImageFormat.WebP, Refusal.Broken);

        Assert.Null(sources.Find(Broken, ImageFormat.Jpeg));
    }

    [Fact]
    public void Find_ReplacedOriginal_IsTried()
    {
        _ = ImagePath.Parse("/images/cat.jpg", ["images"]).Try(out var path, out _);
        sources.Add(SourceKey.Of(path!, "0x1"), ImageFormat.WebP, Refusal.Broken);

        Assert.NotNull(sources.Find(SourceKey.Of(path!, "0x1"), ImageFormat.WebP));
        Assert.Null(sources.Find(SourceKey.Of(path!, "0x2"), ImageFormat.WebP));
    }

    [Fact]
    public void Add_WhatTheFileIsNotToBlameFor_IsNotRemembered()
    {
        foreach (var refusal in (Refusal[])[
            Refusal.Busy, Refusal.TookTooLong, Refusal.StorageUnavailable, Refusal.NeedsTooMuchMemory, Refusal.NotFound])
        {
            sources.Add(Broken, ImageFormat.WebP, refusal);
        }

        Assert.Null(sources.Find(Broken, ImageFormat.WebP));
    }

    [Fact]
    public void AddTooSlow_MostOfItsTime_IsRefusedInThatFormatAndSaysWhenItIsTriedAgain()
    {
        var began = time.GetTimestamp();
        time.Pass(TimeSpan.FromSeconds(15));
        sources.AddTooSlow(Broken, [ImageFormat.Avif], began);
        time.Pass(TimeSpan.FromMinutes(4));

        Assert.Equal(Refusal.TookTooLong with { RetryAfter = TimeSpan.FromMinutes(6) }, sources.Find(Broken, ImageFormat.Avif));
        Assert.Null(sources.Find(Broken, ImageFormat.Jpeg));
        time.Pass(TimeSpan.FromMinutes(6));
        Assert.Null(sources.Find(Broken, ImageFormat.Avif));
    }

    // It has waited for others, or its viewer has gone.
    [Fact]
    public void AddTooSlow_LittleTimeOfItsOwn_IsTriedAgain()
    {
        var began = time.GetTimestamp();
        time.Pass(TimeSpan.FromSeconds(14));

        sources.AddTooSlow(Broken, [ImageFormat.Avif], began);
        sources.AddTooSlow(Broken, [ImageFormat.Avif], 0);

        Assert.Null(sources.Find(Broken, ImageFormat.Avif));
    }

    [Fact]
    public void Add_MoreThanAreKept_ForgetsTheOldest()
    {
        for (var i = 0; i < 10_001; i++)
        {
            sources.Add(new SourceKey((UInt128)i), ImageFormat.WebP, Refusal.Broken);
        }

        Assert.Null(sources.Find(new SourceKey(0), ImageFormat.WebP));
        Assert.NotNull(sources.Find(new SourceKey(10_000), ImageFormat.WebP));
    }
}
