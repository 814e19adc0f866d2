using Azure.Storage;
using Azure.Storage.Sas;
using ImageFunctions.Tests.Fixtures;
using Xunit;

namespace ImageFunctions.Tests.Lifecycle;

public class StoreFailureTests(AzuriteFixture azurite, OriginFixture origin) : OriginTest(azurite, origin)
{
    [Fact]
    public async Task Get_StorageThatMayOnlyBeRead_StillServesThePicture()
    {
        await UploadAsync("photo.jpg", TestImages.Jpeg(640, 480));
        await using var reader = await RunningOrigin.StartAsync(ReadOnly());

        var first = await reader.Site.GetWebpAsync(Url("photo.jpg?d=100"));
        var log = await reader.WaitForLogAsync("VariantWriter[300]"); // the store fails beside the answer
        var second = await reader.Site.GetWebpAsync(Url("photo.jpg?d=100"));

        Assert.All([first, second], answer => Assert.Equal((200, 100), (answer.Status, TestImages.Read(answer.Body).Width)));
        Assert.All([first, second], answer => Assert.StartsWith(
            "ImageFunctions; fwd=miss", answer["Cache-Status"], StringComparison.Ordinal));
        Assert.All([first, second], answer => Assert.DoesNotContain("stored", answer["Cache-Status"], StringComparison.Ordinal));
        Assert.False(await Blob("100x100/webp/photo.jpg").ExistsAsync(Cancellation));
        Assert.NotEmpty(log);
        Assert.DoesNotContain(reader.Log, line => line.Contains("sig=", StringComparison.OrdinalIgnoreCase)); // the key to the store
    }

    /// <summary>A connection string whose signature allows reading and nothing else.</summary>
    private string ReadOnly()
    {
        var parts = Azurite.ConnectionString.Split(';')
            .Select(part => part.Split('=', 2)).Where(part => part.Length == 2).ToDictionary(part => part[0], part => part[1]);
        var sas = new AccountSasBuilder(
            AccountSasPermissions.Read, DateTimeOffset.UtcNow.AddHours(1),
            AccountSasServices.Blobs, AccountSasResourceTypes.Container | AccountSasResourceTypes.Object);
        var query = sas.ToSasQueryParameters(new StorageSharedKeyCredential(parts["AccountName"], parts["AccountKey"]));
        return $"BlobEndpoint={parts["BlobEndpoint"]};SharedAccessSignature={query}";
    }
}
