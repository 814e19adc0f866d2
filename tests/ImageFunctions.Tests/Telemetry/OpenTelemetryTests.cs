using ImageFunctions.Hosting;
using ImageFunctions.Tests.Fixtures;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ImageFunctions.Tests.Telemetry;

public class OpenTelemetryTests(AzuriteFixture azurite)
{
    private static readonly string[] Instruments =
    [
        "images.request.duration", "images.decode.duration", "images.encode.duration", "images.source.bytes", "images.response.bytes",
        "images.queue.length", "images.admitted.bytes", "images.made.bytes", "images.made.original_bytes",
    ];

    [Fact(Timeout = 60_000)]
    public async Task Get_EndpointSet_SendsMetricsAndContinuesTheTrace()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        await using var origin = await RunningOrigin.StartAsync(
            azurite.ConnectionString,
            ("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.Address), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
            ("OTEL_METRIC_EXPORT_INTERVAL", "200"), ("OTEL_BSP_SCHEDULE_DELAY", "100"));
        var name = $"{Guid.NewGuid():N}.jpg";
        await azurite.Container("images")
            .UploadBlobAsync(name, BinaryData.FromBytes(TestImages.Jpeg(300, 200)), TestContext.Current.CancellationToken);

        var trace = Guid.NewGuid().ToString("N");
        var answer = await origin.Site.GetAsync($"/images/{name}?d=100", ("traceparent", $"00-{trace}-00f067aa0ba902b7-01"));

        Assert.Equal(200, answer.Status);
        await receiver.WaitForAsync("/v1/metrics", [.. Instruments.Select(OtlpReceiver.Text), OtlpReceiver.Text("miss")]);
        await receiver.WaitForAsync(
            "/v1/traces", Convert.FromHexString(trace), Convert.FromHexString("00f067aa0ba902b7"), OtlpReceiver.Text("images.outcome"));
        await receiver.WaitForAsync("/v1/traces", Convert.FromHexString(trace), OtlpReceiver.Text("convert"));
    }

    [Fact]
    public void AddTelemetry_NoEndpoint_AddsNothing()
    {
        var services = new ServiceCollection();

        services.AddTelemetry(new ConfigurationBuilder().Build());

        Assert.Empty(services);
    }
}
