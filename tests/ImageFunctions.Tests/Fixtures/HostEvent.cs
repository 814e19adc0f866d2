using System.Text.Json;

namespace ImageFunctions.Tests.Fixtures;

/// <summary>Events of Blob Storage as the Functions host posts them to a custom handler.</summary>
internal static class HostEvent
{
    /// <summary>In Event Grid's own schema.</summary>
    public static string EventGrid(string container, string blob, string type = "Microsoft.Storage.BlobCreated") => Invocation(new
    {
        topic = "/subscriptions/0/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/pictures",
        subject = $"/blobServices/default/containers/{container}/blobs/{blob}",
        eventType = type,
        id = "831e1650-001e-001b-66ab-eeb76e069631",
        data = new { api = "PutBlob", eTag = "0x8D4BCC2E4835CD0", contentType = "image/jpeg", blobType = "BlockBlob" },
        dataVersion = "",
        metadataVersion = "1",
        eventTime = "2026-11-22T12:00:00.0000000Z",
    });

    /// <summary>In the schema of CloudEvents 1.0.</summary>
    public static string CloudEvent(string container, string blob) => Invocation(Cloud(container, blob));

    /// <summary>As a string of JSON, which is how the host passes on what it does not bind to an object.</summary>
    public static string WithinString(string container, string blob) =>
        Invocation(JsonSerializer.Serialize(new[] { Cloud(container, blob) }));

    /// <summary>Several at once.</summary>
    public static string Batch(string container, IEnumerable<string> blobs) => Invocation(blobs.Select(blob => Cloud(container, blob)));

    private static object Cloud(string container, string blob) => new
    {
        specversion = "1.0",
        source = "/subscriptions/0/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/pictures",
        subject = $"/blobServices/default/containers/{container}/blobs/{blob}",
        type = "Microsoft.Storage.BlobCreated",
        id = "9aeb0fdf-c01e-0131-0922-9eb54906e209",
        data = new { api = "PutBlob", blobType = "BlockBlob" },
    };

    private static string Invocation(object trigger) => JsonSerializer.Serialize(new
    {
        Data = new Dictionary<string, object> { ["event"] = trigger },
        Metadata = new { sys = new { MethodName = "OriginalChanged", UtcNow = "2026-11-22T12:00:01Z" } },
    });
}
