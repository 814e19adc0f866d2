using ImageFunctions.Lifecycle;
using LocalFrontDoor.Processes;
using Xunit;

namespace ImageFunctions.Tests.Fixtures;

/// <summary>A picture that kills the origin of a debug build, as a fault in a codec would.</summary>
internal static class DeadlyPicture
{
    private const string Mark = "dies of this";

#if DEBUG
    private const bool Kills = true;
#else
    private const bool Kills = false;
#endif

    /// <summary>The environment variable by which the origin knows it.</summary>
    public static (string Name, string Value) Setting => (SourceConverter.DeadlyVariable, Mark);

    /// <summary>The origin of this build, whatever ORIGIN_EXECUTABLE says. Skips the test in builds that cannot die on purpose.</summary>
    public static string Executable()
    {
        Assert.SkipUnless(Kills, "Only debug builds can die on purpose.");
        return OriginProcess.BuiltExecutable;
    }

    public static byte[] Jpeg(int width, int height) => [.. TestImages.Jpeg(width, height), .. OtlpReceiver.Text(Mark)];
}
