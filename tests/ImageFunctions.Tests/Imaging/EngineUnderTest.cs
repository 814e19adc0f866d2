using ImageFunctions.Requests;
using ImageFunctions.Settings;
using Xunit;

namespace ImageFunctions.Tests.Imaging;

/// <summary>What the engine under test (<c>-p:ImageEngine</c>) cannot do is asserted by <c>EngineAbilitiesTests</c>,
/// and skipped everywhere else.</summary>
internal static class EngineUnderTest
{
    /// <summary>Skips the test unless the engine writes a format.</summary>
    public static void SkipUnlessItWrites(ImageFormat format) =>
        Assert.SkipUnless(
            ImageEngine.Abilities.Writes.Contains(format), $"The engine {ImageEngine.Abilities.Engine} does not write {format}.");

    /// <summary>Skips the test unless the engine crops that way.</summary>
    public static void SkipUnlessItCrops(CropMode mode) =>
        Assert.SkipUnless(
            ImageEngine.Abilities.Crops.Contains(mode), $"The engine {ImageEngine.Abilities.Engine} does not crop by {mode}.");

    /// <summary>Skips the test unless the engine shows files that break off.</summary>
    public static void SkipUnlessItCompletes() =>
        Assert.SkipUnless(ImageEngine.Abilities.Engine == "Vips", $"The engine {ImageEngine.Abilities.Engine} refuses what breaks off.");
}
