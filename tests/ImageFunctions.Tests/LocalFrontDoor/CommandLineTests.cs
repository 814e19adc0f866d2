using LocalFrontDoor;
using Xunit;

namespace ImageFunctions.Tests.LocalFrontDoor;

public class CommandLineTests
{
    [Fact]
    public void Parse_Nothing_HasDefaults()
    {
        var read = CommandLine.Parse([]);

        Assert.Equal((8080, null, null), (read.Port, read.Data, read.AzuritePort));
        Assert.NotEqual(Guid.Empty, read.FrontDoorId);
    }

    [Fact]
    public void Parse_Everything_InEitherSpelling()
    {
        const string id = "11111111-2222-3333-4444-555555555555";

        var read = CommandLine.Parse(["--port", "9000", "--data=my pictures", "--azurite-port=10000", "--front-door-id", id]);

        Assert.Equal(new CommandLine(9000, "my pictures", 10000, Guid.Parse(id)), read);
    }

    [Theory]
    [InlineData("--prot 8080", "--prot")]
    [InlineData("8080", "8080")]
    [InlineData("--port", "--port needs a port")]
    [InlineData("--port 0", "\"0\"")]
    [InlineData("--port 65536", "\"65536\"")]
    [InlineData("--port eighty", "\"eighty\"")]
    [InlineData("--port --data", "--port needs a port")]
    [InlineData("--data", "--data needs a folder")]
    [InlineData("--front-door-id me", "\"me\"")]
    public void Parse_Nonsense_IsNamed(string arguments, string named)
    {
        var fault = Assert.Throws<StartFault>(() => CommandLine.Parse(arguments.Split(' ')));

        Assert.Contains(named, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_SettingsOfTheOrigin_AreTheContainerAndTheSizes()
    {
        var environment = new Dictionary<string, string>
        {
            ["Images__Containers"] = "holiday, images",
            ["Images__AllowedDimensions"] = "50x50,60x60",
        };

        var read = LocalSettings.Read(environment.GetValueOrDefault);
        var unset = LocalSettings.Read(_ => null);

        Assert.Equal("holiday", read.Container);
        Assert.Equal(["50x50", "60x60"], read.Sizes);
        Assert.Equal("images", unset.Container);
        Assert.Equal(["100x100", "200x200", "300x300", "400x400"], unset.Sizes);
    }

    [Theory]
    [InlineData("article")]
    [InlineData("responsive")]
    public void Read_Ladder_IsTheOrigins(string name) =>
        Assert.Equal(
            ImageFunctions.Requests.Ladders.Find(name)!.Select(dimension => dimension.ToString()),
            LocalSettings.Read(setting => setting == "Images__AllowedDimensions" ? name : null).Sizes);
}
