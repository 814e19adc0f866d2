using LocalFrontDoor.Page;

namespace LocalFrontDoor;

/// <summary>The user's own pictures.</summary>
internal static class Folder
{
    /// <summary>Uploads every picture of a folder and those below under its relative path, and says what was left out.</summary>
    /// <exception cref="StartFault">There is no picture in it.</exception>
    public static async Task UploadAsync(string folder, Originals originals, TextWriter output, CancellationToken cancellation)
    {
        var uploaded = 0;
        var files = new EnumerationOptions { RecurseSubdirectories = true }; // Leaves out hidden files and what may not be read.
        foreach (var file in Directory.EnumerateFiles(folder, "*", files))
        {
            var name = Path.GetRelativePath(folder, file).Replace(Path.DirectorySeparatorChar, '/');
            if (OriginalName.Fault(name) is { } fault)
            {
                await output.WriteLineAsync($"Left out {name}: {fault}");
                continue;
            }
            await using var content = File.OpenRead(file);
            await originals.PutAsync(name, content, cancellation);
            uploaded++;
        }
        if (uploaded == 0)
        {
            throw new StartFault($"There is no picture in the folder \"{folder}\" of --data.");
        }
    }
}
