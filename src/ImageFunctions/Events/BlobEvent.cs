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

    // The host hands over what the extension gave it: one event or several, as JSON or as JSON within a string.
    private const int DeepestNesting = 3;

    /// <summary>Reads the invocation that the Functions host posts for a trigger:
    /// <c>{ "Data": { name: event }, "Metadata": … }</c>.</summary>
    /// <returns>The blobs named, each once; empty where nothing of it is an event of Blob Storage.</returns>
    /// <exception cref="JsonException">Half of a surrogate pair stands alone, which JSON's grammar lets through.</exception>
    public static IReadOnlyList<BlobEvent> Read(JsonElement invocation)
    {
        if (invocation.ValueKind != JsonValueKind.Object
            || !invocation.TryGetProperty("Data", out var data) || data.ValueKind != JsonValueKind.Object)
        {
            return [];
        }

        return ReadAll(data.EnumerateObject().Select(trigger => trigger.Value));
    }

    /// <summary>Reads an event as such: one, several, or JSON of them within a string.</summary>
    /// <inheritdoc cref="Read"/>
    public static IReadOnlyList<BlobEvent> ReadEvent(JsonElement value) => ReadAll([value]);

    private static IReadOnlyList<BlobEvent> ReadAll(IEnumerable<JsonElement> events)
    {
        var found = new List<BlobEvent>();
        try
        {
            foreach (var value in events)
            {
                Collect(value, found, DeepestNesting);
            }
        }
        catch (InvalidOperationException e)
        {
            throw new JsonException("Half of a surrogate pair stands alone.", e);
        }

        return [.. found.Distinct()];
    }

    private static void Collect(JsonElement value, List<BlobEvent> found, int depth)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Array when depth > 0:
                foreach (var item in value.EnumerateArray())
                {
                    Collect(item, found, depth - 1);
                }

                break;
            case JsonValueKind.String when depth > 0:
                CollectText(value.GetString()!, found, depth - 1);
                break;
            case JsonValueKind.Object when TryReadSubject(value, out var blob):
                found.Add(blob);
                break;
        }
    }

    private static void CollectText(string text, List<BlobEvent> found, int depth)
    {
        JsonDocument json;
        try
        {
            json = JsonDocument.Parse(text);
        }
        catch (JsonException)
        {
            return; // not JSON, so not an event
        }

        using (json)
        {
            Collect(json.RootElement, found, depth);
        }
    }

    // Event Grid's own schema and CloudEvents 1.0 both call it "subject".
    private static bool TryReadSubject(JsonElement item, out BlobEvent blob)
    {
        blob = null!;
        if (!item.TryGetProperty("subject", out var property) || property.ValueKind != JsonValueKind.String)
        {
            return false;
        }

        var subject = property.GetString()!;
        var middle = subject.IndexOf(SubjectMiddle, StringComparison.Ordinal);
        if (!subject.StartsWith(SubjectStart, StringComparison.Ordinal) || middle < SubjectStart.Length)
        {
            return false;
        }

        blob = new BlobEvent(subject[SubjectStart.Length..middle], subject[(middle + SubjectMiddle.Length)..]);
        return true;
    }
}
