using System.Diagnostics;
using ImageFunctions.Hosting;
using ImageFunctions.Tests.Fixtures;
using LocalFrontDoor.Processes;
using Xunit;

namespace ImageFunctions.Tests.Telemetry;

/// <summary>What arrives at Azure Monitor under the names that the workbook, the alerts and docs/operate.md ask for.</summary>
public class AzureMonitorTests(AzuriteFixture azurite)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Get_ConnectionStringSet_SendsRequestsStagesAndMetrics()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "It is ended by a signal, so that it sends what it holds back.");
        await using var ingestion = await IngestionStandIn.StartAsync();
        var container = await azurite.NewContainerAsync();
        await container.UploadBlobAsync("secret-name.jpg", BinaryData.FromBytes(TestImages.Jpeg(300, 200)), Cancellation);

        // Another test's death in the journal would set its original aside, and be told.
        var journal = Directory.CreateTempSubdirectory("journal");
        await using var origin = await OriginProcess.StartAsync(
            azurite.ConnectionString,
            new Dictionary<string, string>
            {
                ["Images__Containers"] = container.Name,
                ["APPLICATIONINSIGHTS_CONNECTION_STRING"] = ingestion.ConnectionString,
                ["APPLICATIONINSIGHTS_STATSBEAT_DISABLED"] = "true", // the exporter's own, to Microsoft
                ["OTEL_TRACES_SAMPLER"] = "microsoft.fixed_percentage",
                ["OTEL_TRACES_SAMPLER_ARG"] = "1.0",
                ["TMPDIR"] = journal.FullName,
            },
            cancellation: Cancellation);
        using (var client = new HttpClient { BaseAddress = origin.Address })
        {
            var picture = new Uri($"/{container.Name}/secret-name.jpg?d=100", UriKind.Relative);
            (await client.GetAsync(picture, Cancellation)).EnsureSuccessStatusCode();
            await Patience.UntilAsync(async () => await container.GetBlobClient("100x100/jpg/secret-name.jpg").ExistsAsync(Cancellation));
            (await client.GetAsync(picture, Cancellation)).EnsureSuccessStatusCode();
        }

        using (Process.Start("kill", ["-TERM", $"{origin.Id}"]))
        {
            await origin.WaitForExitAsync(Cancellation).InTime();
        }

        journal.Delete(recursive: true);

        var requests = ingestion.Of("RequestData")
            .Where(request => request.GetProperty("name").GetString() == "GET /{container}/{**blob}").ToList();
        Assert.Equal(
            ["hit", "miss"], requests.Select(
                request => request.GetProperty("properties").GetProperty("images.outcome").GetString()).Order());
        Assert.All(requests, request => Assert.Equal(
            ("200", true), (request.GetProperty("responseCode").GetString(), request.GetProperty("success").GetBoolean())));
        var stages = ingestion.Of("RemoteDependencyData").Select(stage => stage.GetProperty("name").GetString()).ToHashSet();
        Assert.Superset(new HashSet<string?> { "lookup", "source", "convert", "decode", "encode", "store" }, stages);
        var metrics = ingestion.Of("MetricData").SelectMany(data => data.GetProperty("metrics").EnumerateArray())
            .ToLookup(metric => metric.GetProperty("name").GetString(), metric => metric.GetProperty("value").GetDouble());
        Assert.Superset(
            new HashSet<string?> { "images.request.duration",
                "images.decode.duration", "images.encode.duration", "images.response.bytes", "images.queue.length" },
            metrics.Select(metric => metric.Key).ToHashSet());
        Assert.Equal(await LengthAsync("secret-name.jpg"), metrics["images.made.original_bytes"].Sum());
        Assert.Equal(await LengthAsync("100x100/jpg/secret-name.jpg"), metrics["images.made.bytes"].Sum());

        async Task<double> LengthAsync(string name) =>
            (await container.GetBlobClient(name).GetPropertiesAsync(cancellationToken: Cancellation)).Value.ContentLength;
    }

    [Theory]
    [InlineData(null, false, null)]
    [InlineData("Authorization=AAD", true, null)]
    [InlineData("ClientId=00000000-0000-0000-0000-000000000001;Authorization=AAD", true, "00000000-0000-0000-0000-000000000001")]
    [InlineData("nonsense", false, null)]
    public void ReadAuthentication_TheHostsSetting_IsItsIdentity(string? text, bool byIdentity, string? clientId) =>
        Assert.Equal((byIdentity, clientId), OpenTelemetryExport.ReadAuthentication(text));
}
