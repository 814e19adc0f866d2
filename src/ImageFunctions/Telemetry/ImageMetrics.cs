using System.Diagnostics.Metrics;

namespace ImageFunctions.Telemetry;

/// <summary>What the service counts, under the meter <see cref="MeterName"/>.</summary>
internal sealed class ImageMetrics
{
    public const string MeterName = "ImageFunctions";

    private readonly Counter<long> storeFailures;
    private readonly Counter<long> crashGuardHits;

    public ImageMetrics(IMeterFactory factory)
    {
        var meter = factory.Create(MeterName);
        storeFailures = meter.CreateCounter<long>("images.store.failures", "{variant}", "Variants that were served but could not be stored.");
        crashGuardHits = meter.CreateCounter<long>("images.crash_guard.hits", "{request}", "Requests for originals that are set aside because the process died of them.");
    }

    /// <summary>A variant was served but not stored.</summary>
    public void StoreFailed() => storeFailures.Add(1);

    /// <summary>An original was refused because the process died of it before.</summary>
    public void CrashGuardHit() => crashGuardHits.Add(1);
}
