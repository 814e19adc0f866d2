using Xunit;

namespace ImageFunctions.Tests.Settings;

public class StorageOptionsTests
{
    private const string Secret = "c2VjcmV0c2VjcmV0";

    [Fact]
    public void Read_ConnectionString_IsTaken()
    {
        var (options, faults) = Configurations.Read(("ImageStorage", " UseDevelopmentStorage=true "));

        Assert.Empty(faults);
        Assert.Equal("UseDevelopmentStorage=true", options.Storage.ConnectionString);
    }

    [Fact]
    public void Read_AddressAndClient_AreTaken()
    {
        var (options, faults) = Configurations.Read(
            ("ImageStorage__blobServiceUri", "https://account.blob.core.windows.net"), ("ImageStorage__clientId", "id"));

        Assert.Empty(faults);
        Assert.Null(options.Storage.ConnectionString);
        Assert.Equal("https://account.blob.core.windows.net/", options.Storage.ServiceUri?.AbsoluteUri);
        Assert.Equal("id", options.Storage.ClientId);
    }

    [Fact]
    public void Read_Neither_SaysWhatToSet() =>
        Assert.Contains(
            "ImageStorage is not set.", Assert.Single(Configurations.Read(("ImageStorage", "")).Faults), StringComparison.Ordinal);

    [Fact]
    public void Read_Both_IsRefused()
    {
        var (_, faults) = Configurations.Read(
            ("ImageStorage", "UseDevelopmentStorage=true"), ("ImageStorage__blobServiceUri", "https://a.example"));

        Assert.Contains("both set", Assert.Single(faults), StringComparison.Ordinal);
    }

    // What is wrong may still be most of a key: it goes into logs, and so is never repeated.
    [Theory]
    [InlineData("ImageStorage", Secret)]
    [InlineData("ImageStorage", $"AccountName=a;AccountKey={Secret}=;x")]
    [InlineData("ImageStorage", $"DefaultEndpointsProtocol=https;AccountKey={Secret}")]
    [InlineData("ImageStorage", $"DefaultEndpointsProtocol=https;AccountName=a;AccountKey={Secret}!")]
    [InlineData("ImageStorage", $"BlobEndpoint=not an address;SharedAccessSignature=sig={Secret}")]
    [InlineData("ImageStorage", $"https://a.blob.core.windows.net/?sig={Secret}")]
    [InlineData("ImageStorage", $"=;={Secret}")]
    [InlineData("ImageStorage", "UseDevelopmentStorage=false")]
    [InlineData("ImageStorage__blobServiceUri", $"DefaultEndpointsProtocol=https;AccountName=a;AccountKey={Secret}")]
    [InlineData("ImageStorage__blobServiceUri", $"http://a.blob.core.windows.net/?sig={Secret}")]
    [InlineData("ImageStorage__blobServiceUri", $"http://user:{Secret}@a.blob.core.windows.net/")]
    [InlineData("ImageStorage__blobServiceUri", "a.blob.core.windows.net")]
    public void Read_BadValue_IsNamedButNotRepeated(string name, string value)
    {
        var fault = Assert.Single(Configurations.Read((name, value)).Faults);

        Assert.StartsWith(name + " ", fault, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, fault, StringComparison.Ordinal);
        Assert.DoesNotContain(value, fault, StringComparison.Ordinal);
    }
}
