using ImageFunctions.Requests;
using ImageFunctions.Storage;
using Xunit;

namespace ImageFunctions.Tests.Storage;

public class VariantMarkerTests
{
    private static readonly ImagePath Path = ImagePath.Configured("images/100x100/webp/süße Katze.jpg");
    private static readonly VariantMarker Marker = new(Path, "0x8DC", "0123456789ab");

    [Fact]
    public void ToMetadata_Marker_IsReadBack() => Assert.Equal(Marker, VariantMarker.From(Marker.ToMetadata(), Path));

    [Fact]
    public void ToMetadata_Content_IsTheContracts() => Assert.Equal(
        [("recipe", "0123456789ab"), ("sourceetag", "0x8DC"), ("variantpath", "/images/100x100/webp/s%C3%BC%C3%9Fe%20Katze.jpg")],
        Marker.ToMetadata().Select(item => (item.Key, item.Value)).Order());

    [Theory]
    [InlineData("recipe", null)]
    [InlineData("sourceetag", null)]
    [InlineData("variantpath", null)]
    [InlineData("recipe", "")]
    [InlineData("sourceetag", "")]
    [InlineData("variantpath", "")]
    [InlineData("variantpath", "/images/100x100/webp/other.jpg")]
    [InlineData("variantpath", "/photos/100x100/webp/s%C3%BC%C3%9Fe%20Katze.jpg")]
    public void From_IncompleteOrOfAnotherBlob_IsNotOurs(string key, string? value)
    {
        var metadata = Marker.ToMetadata();
        metadata.Remove(key);
        if (value is not null)
        {
            metadata.Add(key, value);
        }

        Assert.Null(VariantMarker.From(metadata, Path));
    }

    [Fact]
    public void From_NoMetadata_IsNotOurs() => Assert.Null(VariantMarker.From(null, Path));
}
