using ImageFunctions.Storage;
using Xunit;

namespace ImageFunctions.Tests.Storage;

public class VariantMarkerTests
{
    [Fact]
    public void ToMetadata_Marker_IsReadBack()
    {
        var marker = new VariantMarker("0x8DC", "0123456789ab");

        Assert.Equal(marker, VariantMarker.From(marker.ToMetadata()));
    }

    [Fact]
    public void ToMetadata_Names_AreTheContracts() => Assert.Equal(["recipe", "sourceetag"], new VariantMarker("a", "b").ToMetadata().Keys.Order());

    [Theory]
    [InlineData]
    [InlineData("sourceetag")]
    [InlineData("recipe")]
    [InlineData("author", "title")]
    public void From_AnyOtherMetadata_IsNotOurs(params string[] names) =>
        Assert.Null(VariantMarker.From(names.ToDictionary(name => name, _ => "x")));
}
