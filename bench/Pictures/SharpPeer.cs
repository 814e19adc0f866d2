using System.Globalization;
using Bench.SideBySide.Contenders;

namespace Bench.Pictures;

/// <summary>A picture that sharp made.</summary>
/// <param name="File">Where it is.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Milliseconds">Of processor time, decoding and scaling included.</param>
internal sealed record SharpPicture(string File, int Bytes, double Milliseconds);

/// <summary>Runs sharp over files, as the article's function calls it (bench/peers/convert.mjs).</summary>
internal static class SharpPeer
{
    // Some at a time: a command line has an end.
    private const int AtOnce = 50;

    /// <summary>Makes every file in every format.</summary>
    /// <param name="folder">Where the pictures are written.</param>
    /// <param name="size">WxH, or a width.</param>
    /// <param name="formats">As convert.mjs calls them.</param>
    /// <param name="files">Absolute or relative paths.</param>
    /// <returns>By index and format; what sharp refused is missing.</returns>
    public static async Task<Dictionary<(int Index, string Format), SharpPicture>> ConvertAsync(
        string folder, string size, IEnumerable<string> formats, string[] files)
    {
        await Peers.InstallAsync();
        var made = new Dictionary<(int, string), SharpPicture>();
        foreach (var (chunk, part) in files.Select(Path.GetFullPath).Chunk(AtOnce).Index())
        {
            var target = Directory.CreateDirectory(Path.Combine(folder, $"sharp{chunk}")).FullName;
            var lines = await Repository.RunAsync(
                "node", [Peers.Script("convert.mjs"), target, size, string.Join(',', formats), .. part], Repository.Root);
            foreach (var words in lines.Split('\n').Select(line => line.Split(' ')).Where(words => words is [_, _, not "0", ..]))
            {
                var file = Path.Combine(target, $"{words[0]}.{words[1]}");
                made[((chunk * AtOnce) + Number(words[0]), words[1])] = new SharpPicture(file, Number(words[2]), Number(words[3]));
            }
        }

        return made;
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
