using ImageFunctions.Tests.Fixtures;
using Xunit;

// One origin with default settings for all tests that need no others.
[assembly: AssemblyFixture(typeof(OriginFixture))]

namespace ImageFunctions.Tests.Fixtures;

/// <summary>The origin with its default settings but for a second container; started by the first test that needs it.</summary>
public sealed class OriginFixture : IAsyncDisposable
{
    public const string Container = "images";
    public const string SecondContainer = "photos";

    /// <summary>In the same account, but not served.</summary>
    public const string HiddenContainer = "azure-webjobs-secrets";

    private readonly Lock gate = new();
    private Task<RunningOrigin>? running;

    internal Task<RunningOrigin> StartedAsync(AzuriteFixture azurite)
    {
        lock (gate)
        {
            return running ??= StartAsync(azurite);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (running is not null)
        {
            await (await running).DisposeAsync();
        }
    }

    private static async Task<RunningOrigin> StartAsync(AzuriteFixture azurite)
    {
        await azurite.Container(SecondContainer).CreateIfNotExistsAsync();
        await azurite.Container(HiddenContainer).CreateIfNotExistsAsync();
        var origin = await RunningOrigin.StartAsync(azurite.ConnectionString, ("Images__Containers", $"{Container},{SecondContainer}"));
        await origin.WarmUpAsync(azurite.Container(Container));
        return origin;
    }
}
