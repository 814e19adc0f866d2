using LocalFrontDoor.Page;

namespace LocalFrontDoor.Samples;

/// <summary>
/// Pictures to try the service on, drawn when they are needed: a photo, an unusual shape, transparency, movement, a folder,
/// a name that must be percent-encoded, progressive JPEG, WebP.
/// </summary>
internal static class SamplePictures
{
    private static readonly IReadOnlyDictionary<string, Func<byte[]>> All = new Dictionary<string, Func<byte[]>>
    {
        ["photo.jpg"] = static () => Painter.Jpeg(Landscape.Dusk.Draw(1800, 1200)),
        ["wide.jpg"] = static () => Painter.Jpeg(Landscape.Dawn.Draw(2800, 800), progressive: true),
        ["travel/forest.jpg"] = static () => Painter.Jpeg(Forest.Draw(1000, 1500)),
        ["Schöne Nacht.webp"] = static () => Painter.WebP(Night.Draw(1500, 1000)),
        ["round.png"] = static () => Painter.Png(Emblem.Draw(640)),
        ["poppy.gif"] = static () => Painter.Gif([.. Enumerable.Range(0, 20).Select(static i => Poppy.Draw(360, i / 20.0))], delay: 60),
    };

    /// <summary>Draws them all.</summary>
    public static IEnumerable<byte[]> Draw() => All.Values.Select(static draw => draw());

    /// <summary>Draws them all and puts them into the container.</summary>
    public static Task UploadAsync(Originals originals, CancellationToken cancellation) =>
        Parallel.ForEachAsync(All, cancellation, async (picture, token) =>
        {
            using var content = new MemoryStream(picture.Value());
            await originals.PutAsync(picture.Key, content, token);
        });
}
