namespace ImageFunctions.Tests.Fixtures;

/// <summary>A test that watches the origin's calls to storage.</summary>
public abstract class ProxiedTest(AzuriteFixture azurite, ProxiedOriginFixture origin) : OriginTest(azurite, origin)
{
    private protected StorageProxy Proxy => origin.Proxy;

    /// <summary>How often the origin has asked so for that blob of the folder.</summary>
    private protected int Count(string method, string name) => Proxy.Count(method, $"{Folder}/{name}");

    private protected HeldCall HoldNext(string method, string name) => Proxy.HoldNext(method, $"{Folder}/{name}");
}
