using System.Net;
using System.Text.Json.Nodes;
using Azure.Storage.Blobs.Models;
using ImageFunctions.Tests.Fixtures;
using LocalFrontDoor.Samples;
using Xunit;

namespace ImageFunctions.Tests.LocalFrontDoor.Page;

[Collection(FrontDoorCollection.Name)]
public class LocalEndpointsTests(FrontDoorFixture door)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Put_Picture_IsListedWithItsEncodedPathAndServed()
    {
        using var content = new ByteArrayContent(Painter.Png(new SvgCanvas(50, 50).Fill("#0a0")));
        using var put = await door.Edge.Client.PutAsync("/.local/images/Neue%20B%C3%A4ume%2Fgr%C3%BCn%2B1.png", content, Cancellation);
        var listing = JsonNode.Parse(await door.Edge.Client.GetStringAsync("/.local/images", Cancellation))!;
        var listed = Assert.Single(listing["images"]!.AsArray(), image => image!["name"]!.GetValue<string>() == "Neue Bäume/grün+1.png")!;
        using var served = await door.Edge.GetAsync($"{listed["path"]}?d=100x100");

        Assert.Equal(HttpStatusCode.Created, put.StatusCode);
        Assert.Equal("image/png", listed["type"]!.GetValue<string>());
        Assert.Equal(HttpStatusCode.OK, served.StatusCode);
    }

    [Fact]
    public async Task Get_List_HasNoVariants()
    {
        var path = await door.PutAsync("listed.jpg", new Tint(1, 2, 3));
        using var made = await door.Edge.GetAsync($"{path}?d=100x100");

        var listing = await door.Edge.Client.GetStringAsync("/.local/images", Cancellation);

        Assert.True(await door.Container.GetBlobClient("100x100/jpg/listed.jpg").ExistsAsync(Cancellation));
        Assert.Contains("\"listed.jpg\"", listing, StringComparison.Ordinal);
        Assert.DoesNotContain("100x100/jpg", listing, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Put_NameOfAVariant_IsRefused()
    {
        using var content = new ByteArrayContent([1]);
        using var byFolder = await door.Edge.Client.PutAsync("/.local/images/100x100%2Fwebp%2Fcat.jpg", content, Cancellation);
        // A variant in a folder that does not look like one: it is known by its marker.
        await door.Container.GetBlobClient("odd.jpg").UploadAsync(new BinaryData("variant"), new BlobUploadOptions
        {
            Metadata = new Dictionary<string, string>
            {
                ["variantpath"] = $"/{door.Container.Name}/odd.jpg",
                ["sourceetag"] = "x",
                ["recipe"] = "y",
            },
        }, Cancellation);
        using var byMarker = await door.Edge.Client.PutAsync("/.local/images/odd.jpg", content, Cancellation);

        Assert.Equal([400, 409], [(int)byFolder.StatusCode, (int)byMarker.StatusCode]);
    }

    [Theory]
    [InlineData("GET", "/.local/images")]
    [InlineData("PUT", "/.local/images/cat.jpg")]
    [InlineData("POST", "/.local/purge?path=/*")]
    public async Task AnyLocalEndpoint_PageOfElsewhere_IsForbidden(string method, string path)
    {
        using var crossSite = await door.Edge.SendAsync(new HttpMethod(method), path, "Origin: http://evil.example");
        using var rebound = await door.Edge.SendAsync(new HttpMethod(method), path, "Host: evil.example");

        Assert.Equal([403, 403], [(int)crossSite.StatusCode, (int)rebound.StatusCode]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("?path=images")]
    [InlineData("?path=/a*b")]
    public async Task Purge_PathThatFrontDoorRefuses_Is400(string query)
    {
        using var answer = await door.Edge.SendAsync(HttpMethod.Post, $"/.local/purge{query}");

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task Get_Page_TakesNothingFromElsewhere()
    {
        using var page = await door.Edge.GetAsync("/");

        Assert.Equal("text/html", page.Content.Headers.ContentType?.MediaType);
        Assert.StartsWith("default-src 'none'", Assert.Single(page.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
    }
}
