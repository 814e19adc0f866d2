using System.Diagnostics.Metrics;
using ImageFunctions.Requests;

namespace ImageFunctions.Telemetry;

/// <summary>What the service counts, under the meter <see cref="MeterName"/> (docs/operate.md).</summary>
internal sealed class ImageMetrics
{
    public const string MeterName = "ImageFunctions";

    private readonly Histogram<double> duration;
    private readonly Histogram<double> decode;
    private readonly Histogram<double> encode;
    private readonly Counter<long> bytesIn;
    private readonly Counter<long> bytesOut;
    private readonly Counter<long> madeBytes;
    private readonly Counter<long> madeOfBytes;
    private readonly Counter<long> coalesced;
    private readonly Counter<long> storeFailures;
    private readonly Counter<long> crashGuardHits;
    private readonly Counter<long> purgeFailures;
    private readonly Counter<long> dropped;
    private readonly Counter<long> dropFailures;
    private readonly Counter<long> pregenerated;
    private readonly Counter<long> pregenerationFailures;
    private readonly Counter<long> givenUp;
    private readonly Counter<long> staleServed;
    private readonly Meter meter;

    public ImageMetrics(IMeterFactory factory)
    {
        meter = factory.Create(MeterName);
        duration = meter.CreateHistogram<double>(
            "images.request.duration", "s", "From the first line of a request to the last byte of its answer, by outcome.");
        decode = meter.CreateHistogram<double>(
            "images.decode.duration", "s", "From an original's bytes to finished pixels, by the variant's format and dimension.");
        encode = meter.CreateHistogram<double>(
            "images.encode.duration", "s", "From finished pixels to the variant's bytes, by its format and dimension.");
        bytesIn = meter.CreateCounter<long>("images.source.bytes", "By", "Originals read to make variants.");
        madeBytes = meter.CreateCounter<long>("images.made.bytes", "By", "Variants as they were made, by format.");
        madeOfBytes = meter.CreateCounter<long>(
            "images.made.original_bytes", "By", "What the original of each variant made weighs, by the variant's format.");
        bytesOut = meter.CreateCounter<long>("images.response.bytes", "By", "Bodies of answers, by outcome.");
        coalesced = meter.CreateCounter<long>("images.coalesced", "{request}", "Requests that were answered with another's work.");
        storeFailures = meter.CreateCounter<long>(
            "images.store.failures", "{variant}", "Variants that were served but could not be stored.");
        crashGuardHits = meter.CreateCounter<long>(
            "images.crash_guard.hits", "{request}", "Requests for originals that are set aside because the process died of them.");
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

    /// <summary>From now on tells how many conversions wait, and how many bytes of memory are given out.</summary>
    public void Watch(Func<long> queued, Func<long> admittedBytes)
    {
        meter.CreateObservableGauge("images.queue.length", queued, "{request}", "Conversions that wait for a place.");
        meter.CreateObservableGauge("images.admitted.bytes", admittedBytes, "By", "Memory given out to conversions.");
    }

    /// <summary>A request was answered.</summary>
    /// <param name="outcome"><c>hit</c>, <c>miss</c>, <c>stale</c>, <c>original</c> or <c>error</c>.</param>
    /// <param name="status">HTTP status code.</param>
    /// <param name="time">From its first line to its last byte.</param>
    /// <param name="bytes">Of the body.</param>
    /// <param name="collapsed">Whether it was answered with another's work.</param>
    public void Answered(string outcome, int status, TimeSpan time, long bytes, bool collapsed)
    {
        var tag = KeyValuePair.Create<string, object?>("outcome", outcome);
        duration.Record(time.TotalSeconds, tag, KeyValuePair.Create<string, object?>("http.response.status_code", status));
        bytesOut.Add(bytes, tag);
        if (collapsed)
        {
            coalesced.Add(1);
        }
    }

    // Several may be made after one read of their original.
    public void Made(Variant variant, TimeSpan decoding, TimeSpan encoding, (long Variant, long Original) bytes, bool wasRead)
    {
        var format = KeyValuePair.Create<string, object?>("format", variant.Format.ContentType);
        var dimension = KeyValuePair.Create<string, object?>("dimension", variant.Dimension.PathSegment);
        decode.Record(decoding.TotalSeconds, format, dimension);
        encode.Record(encoding.TotalSeconds, format, dimension);
        madeBytes.Add(bytes.Variant, format);
        madeOfBytes.Add(bytes.Original, format);
        if (wasRead)
        {
            bytesIn.Add(bytes.Original);
        }
    }

    public void StoreFailed() => storeFailures.Add(1);

    /// <summary>An original was refused because the process died of it before.</summary>
    public void CrashGuardHit() => crashGuardHits.Add(1);

    public void PurgeFailed(int paths) => purgeFailures.Add(paths);

    public void Dropped(int variants) => dropped.Add(variants);

    public void NotDropped() => dropFailures.Add(1);

    public void Pregenerated(int variants) => pregenerated.Add(variants);

    /// <summary>Not every variant of an original could be made.</summary>
    public void NotPregenerated() => pregenerationFailures.Add(1);

    /// <summary>An original's message failed for the last time.</summary>
    public void GivenUp() => givenUp.Add(1);

    public void StaleServed() => staleServed.Add(1);
}
