using System.Collections.Concurrent;
using System.IO.Compression;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace ImageFunctions.Tests.Fixtures;

/// <summary>Stands in for Azure Monitor's ingestion: takes lines of JSON at /v2.1/track, and says that all was accepted.</summary>
internal sealed class IngestionStandIn : IAsyncDisposable
{
    private readonly ConcurrentQueue<JsonElement> items = [];
    private StubOrigin? server;

    public string ConnectionString => $"InstrumentationKey={Guid.Empty};IngestionEndpoint={server!.Address}";

    /// <summary>The data of every item of a kind: RequestData, RemoteDependencyData, MetricData.</summary>
    public IReadOnlyList<JsonElement> Of(string kind) =>
        [.. items.Select(item => item.GetProperty("data"))
            .Where(data => data.GetProperty("baseType").GetString() == kind).Select(data => data.GetProperty("baseData"))];

    public static async Task<IngestionStandIn> StartAsync()
    {
        var ingestion = new IngestionStandIn();
        ingestion.server = await StubOrigin.StartAsync(ingestion.AnswerAsync);
        return ingestion;
    }

    public ValueTask DisposeAsync() => server!.DisposeAsync();

    private async Task AnswerAsync(HttpContext http)
    {
        var body = http.Request.Headers.ContentEncoding == "gzip"
            ? new GZipStream(http.Request.Body, CompressionMode.Decompress)
            : http.Request.Body;
        using var reader = new StreamReader(body);
        var lines = (await reader.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        foreach (var line in lines)
        {
            items.Enqueue(JsonDocument.Parse(line).RootElement);
        }

        http.Response.ContentType = "application/json";
        await http.Response.WriteAsync($$"""{"itemsReceived":{{lines.Length}},"itemsAccepted":{{lines.Length}},"errors":[]}""");
    }
}
