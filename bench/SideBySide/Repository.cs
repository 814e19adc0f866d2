using System.Diagnostics;

namespace SideBySide;

/// <summary>The checkout that this program was built from.</summary>
internal static class Repository
{
    /// <summary>Its top folder.</summary>
    public static string Root { get; } = Find();

    /// <summary>Publishes the origin as the README says, to a folder of its own.</summary>
    /// <returns>The folder.</returns>
    public static async Task<string> PublishAsync()
    {
        var folder = Path.Combine(Root, "obj", "bench", "published");
        await RunAsync("dotnet", ["publish", "src/ImageFunctions", "-o", folder], Root);
        return folder;
    }

    /// <summary>Runs a program to its end.</summary>
    /// <returns>What it wrote to standard output.</returns>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public static async Task<string> RunAsync(string program, string[] arguments, string folder)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true };

        // What `dotnet run` sets for its own program would lead a build inside it astray.
        start.Environment.Remove("MSBuildSDKsPath");
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: {output}");
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
