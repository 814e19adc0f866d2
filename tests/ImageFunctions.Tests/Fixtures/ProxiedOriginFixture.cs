using ImageFunctions.Tests.Fixtures;
using Xunit;

[assembly: AssemblyFixture(typeof(ProxiedOriginFixture))]

namespace ImageFunctions.Tests.Fixtures;

/// <summary>A second origin, whose calls to storage can be counted and held up.</summary>
public sealed class ProxiedOriginFixture : OriginFixture
{
    private StorageProxy? proxy;

    internal StorageProxy Proxy => proxy ?? throw new InvalidOperationException("The origin has not been started.");

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (proxy is not null)
        {
            await proxy.DisposeAsync();
        }
    }

    private protected override async Task<string> ConnectAsync(AzuriteFixture azurite) =>
        (proxy = await StorageProxy.StartAsync(azurite)).ConnectionString;
}
