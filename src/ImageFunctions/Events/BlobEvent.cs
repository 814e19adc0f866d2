using System.Text.Json;

namespace ImageFunctions.Events;

/// <summary>
/// What an event of Blob Storage names: a blob of a container. What has happened to it is not read: events come late, twice and in any
/// order, so that only storage itself can say how things stand.
/// </summary>
/// <param name="Container">The container's name.</param>
/// <param name="Blob">The blob's name, not encoded.</param>
internal sealed record BlobEvent(string Container, string Blob)
{
    private const string SubjectStart = "/blobServices/default/containers/";
    private const string SubjectMiddle = "/blobs/";

    /// <summary>Reads what the host posts for a trigger (<see cref="FunctionCall.Payloads"/>).</summary>
    /// <returns>The blobs named, each once; empty where nothing of it is an event of Blob Storage.</returns>
    /// <exception cref="JsonException">Half of a surrogate pair stands alone, which JSON's grammar lets through.</exception>
    public static IReadOnlyList<BlobEvent> Read(JsonElement invocation) => ReadAll(FunctionCall.Payloads(invocation));

    /// <summary>Reads an event as such: one, several, or JSON of them within a string.</summary>
    /// <inheritdoc cref="Read"/>
    public static IReadOnlyList<BlobEvent> ReadEvent(JsonElement value) => ReadAll(FunctionCall.Objects(value));

    /// <summary>The code of Event Grid's question whether events are wanted: <c>[{ "data": { "validationCode": … } }]</c>;
    /// null where there is none.</summary>
    public static string? ReadValidationCode(JsonElement events) =>
        events.ValueKind == JsonValueKind.Array && events.EnumerateArray().FirstOrDefault() is { ValueKind: JsonValueKind.Object } question
        && question.TryGetProperty("data", out var data) && data.ValueKind == JsonValueKind.Object
        && data.TryGetProperty("validationCode", out var code) && code.ValueKind == JsonValueKind.String
            ? code.GetString()
            : null;

    private static BlobEvent[] ReadAll(IEnumerable<JsonElement> events)
    {
        try
        {
            return [.. events.Select(OfSubject).OfType<BlobEvent>().Distinct()];
        }
        catch (InvalidOperationException e)
        {
            throw new JsonException("Half of a surrogate pair stands alone.", e);
        }
    }

    // Event Grid's own schema and CloudEvents 1.0 both call it "subject".
    private static BlobEvent? OfSubject(JsonElement item)
    {
        if (!item.TryGetProperty("subject", out var property) || property.ValueKind != JsonValueKind.String)
        {
            return null;
        }

        var subject = property.GetString()!;
        var middle = subject.IndexOf(SubjectMiddle, StringComparison.Ordinal);
        return subject.StartsWith(SubjectStart, StringComparison.Ordinal) && middle >= SubjectStart.Length
            ? new BlobEvent(subject[SubjectStart.Length..middle], subject[(middle + SubjectMiddle.Length)..])
            : null;
    }
}
