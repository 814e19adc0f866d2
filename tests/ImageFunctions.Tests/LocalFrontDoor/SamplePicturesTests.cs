using System.Globalization;
using ImageFunctions.Tests.Fixtures;
using LocalFrontDoor.Page;
using LocalFrontDoor.Samples;
using Xunit;

namespace ImageFunctions.Tests.LocalFrontDoor;

public class SamplePicturesTests(AzuriteFixture azurite)
{
    [Theory]
    [InlineData("")]
    [InlineData("de-DE")]
    [InlineData("tr-TR")]
    public async Task UploadAsync_AnyCulture_PutsPicturesOfEveryKind(string culture)
    {
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
        var container = await azurite.NewContainerAsync();
        var originals = new Originals(azurite.ConnectionString, container.Name);

        await SamplePictures.UploadAsync(originals, TestContext.Current.CancellationToken);

        var pictures = await originals.ListAsync(TestContext.Current.CancellationToken);
        Assert.Equal("photo.jpg", pictures[0].Name);
        Assert.Contains(pictures, picture => picture.Path.EndsWith("/Sch%C3%B6ne%20Nacht.webp", StringComparison.Ordinal));
        Assert.Contains(pictures, picture => picture.Name.Contains('/', StringComparison.Ordinal));
        Assert.Equal(["image/gif", "image/jpeg", "image/png", "image/webp"], pictures.Select(picture => picture.Type).Distinct().Order());
        Assert.All(pictures, picture => Assert.InRange(picture.Bytes, 10_000, 2_000_000));
    }
}
