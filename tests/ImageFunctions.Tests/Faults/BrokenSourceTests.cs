using ImageFunctions.Tests.Fixtures;
using Xunit;

namespace ImageFunctions.Tests.Faults;

/// <summary>The original itself cannot be read.</summary>
public class BrokenSourceTests(AzuriteFixture azurite, FaultyOrigin faulty) : FaultTest(azurite, faulty)
{
    [Fact]
    public async Task Get_BrokenTwice_IsReadOnce()
    {
        await UploadAsync("broken.jpg", Photo[..(Photo.Length / 2)]);

        Assert.Equal(422, (await GetAsync("broken.jpg?d=100")).Status);
        Assert.Equal(422, (await GetAsync("broken.jpg?d=300")).Status);
        Assert.Equal(1, Storage.Count("GET", Name("broken.jpg")));
    }

    [Fact]
    public async Task Get_BrokenThenReplaced_IsMadeAtOnce()
    {
        await UploadAsync("broken.jpg", Photo[..(Photo.Length / 2)]);
        Assert.Equal(422, (await GetAsync("broken.jpg?d=100")).Status);

        await UploadAsync("broken.jpg", Photo);

        AssertPicture(await GetAsync("broken.jpg?d=100"));
    }
}
