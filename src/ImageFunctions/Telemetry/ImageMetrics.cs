using System.Diagnostics.Metrics;

namespace ImageFunctions.Telemetry;

/// <summary>What the service counts, under the meter <see cref="MeterName"/>.</summary>
internal sealed class ImageMetrics
{
    public const string MeterName = "ImageFunctions";

    private readonly Counter<long> storeFailures;

    public ImageMetrics(IMeterFactory factory)
    {
        var meter = factory.Create(MeterName);
        storeFailures = meter.CreateCounter<long>("images.store.failures", "{variant}", "Variants that were served but could not be stored.");
    }

    /// <summary>A variant was served but not stored.</summary>
    public void StoreFailed() => storeFailures.Add(1);
}
