using System.Text.Json;
using ImageFunctions.Events;
using ImageFunctions.Tests.Fixtures;
using Xunit;

namespace ImageFunctions.Tests.Events;

public class BlobEventTests
{
    public static TheoryData<string> Schemas =>
    [
        HostEvent.EventGrid("images", "a b/ü.jpg"),
        HostEvent.CloudEvent("images", "a b/ü.jpg"),
        HostEvent.WithinString("images", "a b/ü.jpg"),
    ];

    [Theory]
    [MemberData(nameof(Schemas))]
    public void Read_EverySchema_GivesContainerAndBlob(string invocation) =>
        Assert.Equal([new BlobEvent("images", "a b/ü.jpg")], Read(invocation));

    [Fact]
    public void Read_SameBlobTwice_GivesItOnce() => Assert.Single(Read("""
        {"Data":{"event":[
            {"subject":"/blobServices/default/containers/c/blobs/b"},
            {"subject":"/blobServices/default/containers/c/blobs/b"}]}}
        """));

    [Theory]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"Data":[]}""")]
    [InlineData("""{"Data":{"event":"no json"}}""")]
    [InlineData("""{"Data":{"event":{"subject":7}}}""")]
    [InlineData("""{"Data":{"event":{"subject":"/blobServices/default/containers/images"}}}""")]
    [InlineData("""{"Data":{"event":{"subject":"/blobs/x"}}}""")]
    public void Read_AnythingElse_GivesNothing(string invocation) => Assert.Empty(Read(invocation));

    // As the isolated worker hands it over: the event alone, as a text.
    [Theory]
    [MemberData(nameof(Schemas))]
    public void ReadEvent_EventAsText_GivesContainerAndBlob(string invocation)
    {
        using var json = JsonDocument.Parse(invocation);
        var data = json.RootElement.GetProperty("Data").EnumerateObject().Single().Value;
        var text = data.ValueKind == JsonValueKind.String ? data.GetString()! : data.GetRawText();

        Assert.Equal([new BlobEvent("images", "a b/ü.jpg")], BlobEvent.ReadEvent(JsonSerializer.SerializeToElement(text)));
    }

    private static IReadOnlyList<BlobEvent> Read(string invocation)
    {
        using var json = JsonDocument.Parse(invocation);
        return BlobEvent.Read(json.RootElement);
    }
}
