using LocalFrontDoor.Page;

namespace LocalFrontDoor;

/// <summary>What the user reads when all is up.</summary>
internal static class Welcome
{
    /// <param name="output">Where to.</param>
    /// <param name="port">Of the edge on localhost.</param>
    /// <param name="storage">Azurite's blob endpoint.</param>
    /// <param name="originals">What there is to look at; at least one.</param>
    public static async Task WriteAsync(TextWriter output, int port, Uri storage, IReadOnlyList<Original> originals)
    {
        var here = $"http://localhost:{port}";
        var lines = originals.Take(6).Select(original => $"    {here}{original.Path}?d=200x200");
        var first = originals.FirstOrDefault(static original => original.Name == "photo.jpg") ?? originals[0];
        await output.WriteLineAsync(
            $"""

            ImageFunctions behind a local Front Door. Open

                {here}/

            or one of its pictures:

            {string.Join(Environment.NewLine, lines)}

            The same URL for two viewers:

                curl -sD - -o webp -H "Accept: image/webp" "{here}{first.Path}?d=105x100"
                curl -sD - -o jpeg "{here}{first.Path}?d=105x100"

            Storage is Azurite, in memory, at {storage}. Ctrl+C stops everything.

            """);
    }
}
