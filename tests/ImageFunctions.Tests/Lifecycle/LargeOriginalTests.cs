using ImageFunctions.Tests.Fixtures;
using Xunit;

namespace ImageFunctions.Tests.Lifecycle;

public class LargeOriginalTests(AzuriteFixture azurite)
{
    private const int Megabyte = 1 << 20;

    [Fact(Timeout = 120_000)]
    public async Task Get_OriginalLargerThanTheManagedHeap_IsMade()
    {
        var container = await azurite.NewContainerAsync();
        byte[] original = [.. TestImages.Jpeg(640, 480), .. new byte[48 * Megabyte]]; // what follows a JPEG's end is nobody's business
        await container.UploadBlobAsync("large.jpg", BinaryData.FromBytes(original), TestContext.Current.CancellationToken);
        await using var origin = await RunningOrigin.StartAsync(
            azurite.ConnectionString, ("Images__Containers", container.Name),
            ("DOTNET_GCHeapHardLimit", $"0x{32 * Megabyte:x}"), ("Images__MemoryBudgetBytes", $"{512 * Megabyte}"));

        var answer = await origin.Site.GetWebpAsync($"/{container.Name}/large.jpg?d=100");

        Assert.Equal((200, 100), (answer.Status, TestImages.Read(answer.Body).Width));
    }
}
