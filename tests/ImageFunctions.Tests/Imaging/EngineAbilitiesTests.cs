using ImageFunctions.Imaging;
using ImageFunctions.Requests;
using ImageFunctions.Settings;
using ImageFunctions.Tests.Fixtures;
using ImageFunctions.Tests.Imaging.Pictures;
using Xunit;

namespace ImageFunctions.Tests.Imaging;

/// <summary>What an engine cannot do is said, at start or as a refusal, never done differently.</summary>
public class EngineAbilitiesTests
{
    private static readonly EngineAbilities Few = new(
        "Few",
        new HashSet<SourceKind> { SourceKind.Jpeg },
        new HashSet<ImageFormat> { ImageFormat.Jpeg, ImageFormat.WebP },
        new HashSet<CropMode> { CropMode.Centre },
        new HashSet<Gamut> { Gamut.Srgb });

    [Fact]
    public void FindFaults_FormatThatIsNotWritten_NamesSettingValueAndEngine() => Assert.Equal(
        ["Images__Formats names avif, which the engine Few cannot write: leave it out (the default engine, Vips, can)."],
        Few.FindFaults(new ImageOptions { Formats = ["avif", "webp"] }));

    [Theory]
    [InlineData(CropMode.Attention, "attention")]
    [InlineData(CropMode.Entropy, "entropy")]
    internal void FindFaults_CropThatIsNotDone_NamesSettingValueAndEngine(CropMode crop, string name) => Assert.Equal(
        [$"Images__Crop is {name}, which the engine Few cannot do: centre it can (the default engine, Vips, can)."],
        Few.FindFaults(new ImageOptions { Crop = crop }));

    [Fact]
    public void FindFaults_GamutThatIsNotKept_NamesSettingValueAndEngine() => Assert.Equal(
        ["Images__Gamut is keep, which the engine Few cannot do: leave it out (the default engine, Vips, can)."],
        Few.FindFaults(new ImageOptions { Gamut = Gamut.Keep }));

    [Fact]
    public void FindFaults_Defaults_AreNone() => Assert.Empty(Few.FindFaults(new ImageOptions()));

    [Fact]
    public void Make_EachFormat_IsThatFormatOrRefused()
    {
        foreach (var format in Enum.GetValues<ImageFormat>().Except([ImageFormat.Info])) // no picture
        {
            var outcome = Making.TryMake(TestImages.Png(40, 30), "20x20", format);

            Assert.Equal(ImageEngine.Abilities.Writes.Contains(format) ? null : Refusal.FormatNotWritten, outcome.Refusal);
        }
    }

    [Fact]
    public void Make_SourceKindThatIsNotRead_IsNoImage()
    {
        var avif = InputKind.All["avif"].ToFile();

        Assert.Equal(
            ImageEngine.Abilities.Reads.Contains(SourceKind.Heif) ? null : Refusal.NotAnImage.Title,
            Making.TryMake(avif, "20x20", ImageFormat.Png).Refusal?.Title);
    }
}
