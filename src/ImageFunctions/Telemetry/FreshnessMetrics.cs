using System.Diagnostics.Metrics;

namespace ImageFunctions.Telemetry;

/// <summary>What is counted of keeping variants fresh, under the meter <see cref="ImageMetrics.MeterName"/>.</summary>
internal sealed class FreshnessMetrics
{
    private readonly Counter<long> purgeFailures;
    private readonly Counter<long> dropped;
    private readonly Counter<long> dropFailures;
    private readonly Counter<long> pregenerated;
    private readonly Counter<long> pregenerationFailures;
    private readonly Counter<long> givenUp;
    private readonly Counter<long> staleServed;

    public FreshnessMetrics(IMeterFactory factory)
    {
        var meter = factory.Create(ImageMetrics.MeterName);
        purgeFailures = meter.CreateCounter<long>("images.purge.failures", "{path}", "Paths that Front Door did not purge.");
        dropped = meter.CreateCounter<long>(
            "images.variants.dropped", "{variant}", "Variants deleted since their original changed or went.");
        dropFailures = meter.CreateCounter<long>(
            "images.variants.drop_failures", "{variant}", "Outdated variants that storage did not let us delete.");
        pregenerated = meter.CreateCounter<long>("images.variants.pregenerated", "{variant}", "Variants made before a viewer asked.");
        pregenerationFailures = meter.CreateCounter<long>(
            "images.pregeneration.failures", "{original}", "Originals of which not every variant could be made beforehand, each try.");
        givenUp = meter.CreateCounter<long>(
            "images.pregeneration.given_up", "{original}", "Originals whose message went to the poison queue.");
        staleServed = meter.CreateCounter<long>(
            "images.stale.served", "{response}", "Outdated variants served since no new one could be made.");
    }

    /// <summary>Paths were not purged.</summary>
    public void PurgeFailed(int paths) => purgeFailures.Add(paths);

    /// <summary>Outdated variants were deleted.</summary>
    public void Dropped(int variants) => dropped.Add(variants);

    /// <summary>An outdated variant could not be deleted.</summary>
    public void NotDropped() => dropFailures.Add(1);

    /// <summary>Variants were made beforehand.</summary>
    public void Pregenerated(int variants) => pregenerated.Add(variants);

    /// <summary>Not every variant of an original could be made.</summary>
    public void NotPregenerated() => pregenerationFailures.Add(1);

    /// <summary>An original's message failed for the last time.</summary>
    public void GivenUp() => givenUp.Add(1);

    /// <summary>An outdated variant was served.</summary>
    public void StaleServed() => staleServed.Add(1);
}
