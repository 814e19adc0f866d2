using System.Diagnostics;
using LocalFrontDoor.Processes;

namespace Bench;

/// <summary>The checkout that this program was built from.</summary>
internal static class Repository
{
    /// <summary>Its top folder.</summary>
    public static string Root { get; } = Find();

    /// <summary>Publishes the origin as the README says, to a folder of its own.</summary>
    /// <param name="without">Improvements that are turned off in it (FeatureSwitches).</param>
    /// <returns>The folder.</returns>
    public static async Task<string> PublishAsync(IReadOnlyList<string> without)
    {
        var folder = Path.Combine(Root, "obj", "bench", "published");
        await RunAsync("dotnet", ["publish", "src/ImageFunctions", "-o", folder, $"-p:Without={string.Join("%3B", without)}"], Root);
        return folder;
    }

    /// <summary>Runs a program to its end.</summary>
    /// <returns>What it wrote.</returns>
    /// <exception cref="ChildProcessException">It failed.</exception>
    public static async Task<string> RunAsync(string program, string[] arguments, string folder)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder };

        // What `dotnet run` sets for its own program would lead a build inside it astray.
        start.Environment.Remove("MSBuildSDKsPath");
        return string.Join('\n', await ChildProcess.RunAsync(program, start));
    }

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "ImageFunctions.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException("The repository that this program was built from is gone.");
    }
}
