namespace Bench.SideBySide.Contenders;

/// <summary>The peers under bench/peers, installed by their own lock file.</summary>
internal static class Peers
{
    private static string Folder => Path.Combine(Repository.Root, "bench", "peers");

    /// <summary>The path of one of their programs.</summary>
    public static string Script(string name) => Path.Combine(Folder, name);

    /// <summary>Installs them where that has not happened yet.</summary>
    public static async Task InstallAsync()
    {
        if (!File.Exists(Path.Combine(Folder, "node_modules", ".package-lock.json")))
        {
            await Repository.RunAsync("npm", ["ci", "--loglevel=error"], Folder);
        }
    }

    /// <summary>One line that says what they are made of.</summary>
    public static async Task<string> VersionsAsync() => (await Repository.RunAsync("node", ["versions.mjs"], Folder)).Trim();
}
