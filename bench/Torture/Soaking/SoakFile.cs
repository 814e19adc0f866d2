using Bench.Torture.Hostile;
using ImageFunctions.Imaging;
using ImageFunctions.Requests;

namespace Bench.Torture.Soaking;

/// <summary>A file that is asked for during the soak.</summary>
/// <param name="Name">Of the blob.</param>
/// <param name="Content">Its bytes.</param>
/// <param name="IsSound">Whether it must be shown when nothing else is going on.</param>
internal sealed record SoakFile(string Name, byte[] Content, bool IsSound)
{
    /// <summary>Made files, hostile ones, and those of the folders: sound is what converts now, alone,
    /// in the memory that the soak allows.</summary>
    public static IReadOnlyList<SoakFile> Collect(IEnumerable<string> folders)
    {
        var made = Seeds.All().Concat(Large()).Select(seed => (seed.Name, seed.Content));
        var hostile = HostileFiles.All().Select(file => (file.Name, Content: file.Make()));
        var real = folders.SelectMany(folder => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
            .Where(file => SourceSignature.Detect(File.ReadAllBytes(file)) != SourceKind.Svg)
            .Select(file => (Name: Path.GetFileName(file), Content: File.ReadAllBytes(file)));
        return [.. made.Concat(hostile).Concat(real)
            .Where(file => Path.HasExtension(file.Name))
            .DistinctBy(file => file.Name)
            .Select(file => new SoakFile(file.Name, file.Content, Judge(file.Content)))];
    }

    private static IEnumerable<(string Name, byte[] Content)> Large() =>
    [
        ("large.jpg", Seeds.Save("jpegsave_buffer", 4000, 3000)),
        ("large-progressive.jpg", Seeds.Save("jpegsave_buffer", 4000, 3000, operation => operation.Set("interlace", true))),
        ("large.png", Seeds.Save("pngsave_buffer", 2000, 1500, operation => operation.Set("compression", 1))),
        ("large.webp", Seeds.Save("webpsave_buffer", 2000, 1500, operation => operation.Set("effort", 0))),
    ];

    private static bool Judge(byte[] content) =>
        Conversion.Run(content, ImageFormat.WebP, TimeSpan.FromSeconds(3)) is { Status: 200, Estimate: <= Soak.MostForOne };
}
