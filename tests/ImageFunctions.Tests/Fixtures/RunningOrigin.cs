using Azure.Storage.Blobs;
using LocalFrontDoor.Processes;

namespace ImageFunctions.Tests.Fixtures;

/// <summary>The real program in a process of its own, and a viewer of it.</summary>
internal sealed class RunningOrigin(OriginProcess process) : IAsyncDisposable
{
    public Site Site { get; } = new(process.Address);

    /// <summary>What it logged so far.</summary>
    public IReadOnlyList<string> Log => process.Output.Snapshot();

    /// <param name="connectionString">The setting <c>ImageStorage</c>.</param>
    /// <param name="settings">Further environment variables.</param>
    public static async Task<RunningOrigin> StartAsync(string connectionString, params (string Name, string Value)[] settings) =>
        new(await OriginProcess.StartAsync(
            connectionString, settings.ToDictionary(s => s.Name, s => s.Value), cancellation: Xunit.TestContext.Current.CancellationToken));

    /// <summary>Has it store variants until it trusts its storage: from then on an answer says "stored" without waiting for it.</summary>
    public async Task WarmUpAsync(BlobContainerClient container)
    {
        Answer answer;
        do
        {
            var name = $"{Guid.NewGuid():N}.png";
            await container.UploadBlobAsync(name, BinaryData.FromBytes(TestImages.Png(8, 8)));
            answer = await Site.GetAsync($"/{container.Name}/{name}?d=100");
        }
        while (answer["Cache-Status"]?.Contains("stored", StringComparison.Ordinal) != true);
    }

    /// <summary>Waits for a line of its log; ends with the test.</summary>
    public Task<string> WaitForLogAsync(string part) => process.Output.WaitForAsync(
        line => line.Contains(part, StringComparison.Ordinal), Xunit.TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        Site.Dispose();
        await process.DisposeAsync();
    }
}
