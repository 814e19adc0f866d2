using System.Diagnostics;
using Xunit;

namespace ImageFunctions.Tests.Infra;

/// <summary>What `dotnet publish` decides and refuses, asked of its own targets: a whole publish takes minutes,
/// and .ci/run makes two.</summary>
public class PublishTests
{
    private static readonly string ThisSystem = OperatingSystem.IsLinux() ? "linux-x64" : "win-x64";

    [Fact]
    public async Task Publish_WithoutLinker_NamesWhatToInstallAndTheWayWithout()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Native AOT is linked on Linux.");

        var (exitCode, output) = await TargetAsync(
            "CheckLinker", ("PublishAot", "true"), ("CppCompilerAndLinker", "no-such-linker"), ("RuntimeIdentifier", ThisSystem));

        Assert.NotEqual(0, exitCode);
        Assert.Contains("Native AOT needs a C linker: install gcc and libc6-dev", output, StringComparison.Ordinal);
        Assert.Contains("-p:PublishAot=false", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Publish_ForAnotherArchitecture_FallsBackAndSaysSo()
    {
        var (exitCode, output) = await TargetAsync("SayThatItFallsBack", ("RuntimeIdentifier", "linux-arm64"));

        Assert.Equal(0, exitCode);
        Assert.Contains("publishing a ReadyToRun image for linux-arm64 instead", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GLIBC_2.34", true)]
    [InlineData("GLIBC_2.4", true)]
    [InlineData("GLIBC_2.35", false)]
    [InlineData("GLIBC_2.100", false)]
    public async Task Publish_SymbolOfTheCLibrary_IsRefusedAboveTheFloor(string newest, bool accepted)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Native AOT is linked on Linux.");
        var binary = Path.Combine(Directory.CreateTempSubdirectory().FullName, "executable");
        await File.WriteAllTextAsync(binary, $"\0GLIBC_2.2.5\0{newest}\0GLIBC_2.17\0", TestContext.Current.CancellationToken);

        var (exitCode, output) = await TargetAsync(
            "CheckGlibc", ("PublishAot", "true"), ("NativeBinary", binary), ("RuntimeIdentifier", ThisSystem));

        Assert.Equal(accepted, exitCode == 0);
        Assert.Equal(!accepted, output.Contains($"asks for glibc '{newest[6..]}'", StringComparison.Ordinal));
    }

    [Fact]
    public void InstructionSet_InDeployPage_IsThatOfTheBuild()
    {
        var targets = RepositoryFiles.Read("src/ImageFunctions/publish.targets");
        var asked = targets.Split("<IlcInstructionSet")[1].Split('>')[1].Split('<')[0];

        Assert.Contains($"asks for {asked}:", RepositoryFiles.Read("docs/deploy.md"), StringComparison.Ordinal);
    }

    [Fact]
    public void GlibcFloor_InDeployPage_IsThatOfTheBuild()
    {
        var targets = RepositoryFiles.Read("src/ImageFunctions/publish.targets");
        var floor = targets.Split("<GlibcFloor>")[1].Split('<')[0];

        Assert.Contains($"asks for glibc {floor} or newer", RepositoryFiles.Read("docs/deploy.md"), StringComparison.Ordinal);
    }

    private static async Task<(int ExitCode, string Output)> TargetAsync(string target, params (string Name, string Value)[] properties)
    {
        var start = new ProcessStartInfo(
            "dotnet", ["msbuild", "src/ImageFunctions", "-nologo", "-nodeReuse:false", $"-t:{target}", "-p:_IsPublishing=true"])
        {
            WorkingDirectory = RepositoryFiles.Root,
            RedirectStandardOutput = true,
        };
        foreach (var (name, value) in properties)
        {
            start.ArgumentList.Add($"-p:{name}={value}");
        }

        // Neither a compiler of the system, nor what `dotnet test` sets for a build of its own.
        start.Environment["PATH"] = PathWithoutCompilers();
        foreach (var name in start.Environment.Keys.Where(key => key.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToArray())
        {
            start.Environment.Remove(name);
        }

        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, output);
    }

    // A folder of links to the few programs that the targets call.
    private static string PathWithoutCompilers()
    {
        if (OperatingSystem.IsWindows())
        {
            return Environment.GetEnvironmentVariable("PATH")!;
        }

        var folder = Directory.CreateTempSubdirectory().FullName;
        foreach (var name in new[] { "dotnet", "sh", "grep", "sort", "tail", "chmod", "rm", "uname" })
        {
            var program = Environment.GetEnvironmentVariable("PATH")!.Split(':')
                .Select(place => Path.Combine(place, name)).First(File.Exists);
            File.CreateSymbolicLink(Path.Combine(folder, name), program);
        }

        return folder;
    }
}
