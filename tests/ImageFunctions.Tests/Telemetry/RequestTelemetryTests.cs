using System.Diagnostics.Metrics;
using ImageFunctions.Http;
using ImageFunctions.Imaging.Admission;
using ImageFunctions.Settings;
using ImageFunctions.Telemetry;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ImageFunctions.Tests.Telemetry;

public sealed class RequestTelemetryTests : IDisposable
{
    private readonly ServiceProvider services = new ServiceCollection().AddMetrics().BuildServiceProvider();

    public void Dispose() => services.Dispose();

    [Fact]
    public async Task Measure_Hit_IsAHitWithItsBytes() => Assert.Equal(("hit", 200, 10), await MeasureAsync(CacheStatus.Hit));

    [Fact]
    public async Task Measure_NoCacheStatus_IsAnOriginal() => Assert.Equal(("original", 200, 10), await MeasureAsync(_ => { }));

    [Fact]
    public async Task Measure_RefusedAfterAHitWasFound_IsAnError() => Assert.Equal(("error", 404, 10), await MeasureAsync(http =>
    {
        CacheStatus.Hit(http);
        http.Response.StatusCode = 404;
    }));

    [Fact]
    public async Task Measure_ViewerGone_IsNo200() => Assert.Equal(("aborted", 499, 0), await MeasureAsync(http =>
    {
        CacheStatus.Hit(http);
        http.RequestAborted = new CancellationToken(canceled: true);
    }));

    // The service itself ends a connection whose body it cannot go on with: that is no viewer who went.
    [Fact]
    public async Task Measure_BodyCutByTheService_IsAnError() => Assert.Equal("error", (await MeasureAsync(http =>
    {
        http.Features.Get<RequestOutcome>()!.Name = RequestOutcome.Error;
        http.RequestAborted = new CancellationToken(canceled: true);
    })).Outcome);

    private async Task<(string Outcome, int Status, long Bytes)> MeasureAsync(Action<HttpContext> answer)
    {
        var (outcome, status, bytes) = ("", 0, 0L);
        var factory = services.GetRequiredService<IMeterFactory>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Scope == factory)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<double>((_, _, tags, _) =>
            (outcome, status) = ((string)tags[0].Value!, (int)tags[1].Value!));
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) =>
            bytes = instrument.Name == "images.response.bytes" ? value : bytes);
        listener.Start();
        var telemetry = new RequestTelemetry(new ImageMetrics(factory), new ConversionAdmission(new ImageOptions()));
        await telemetry.MeasureAsync(
            new DefaultHttpContext { Request = { Method = "GET" } },
            http =>
            {
                http.Response.ContentLength = 10;
                answer(http);
                return Task.CompletedTask;
            });
        return (outcome, status, bytes);
    }
}
