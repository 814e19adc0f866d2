namespace ImageFunctions.Tests.Infra;

/// <summary>Files of the checkout that the tests were built in.</summary>
internal static class RepositoryFiles
{
    /// <summary>The folder with the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Reads a file by its path from there.</summary>
    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "ImageFunctions.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("These tests run inside of a checkout.");
        }

        return folder.FullName;
    }
}
