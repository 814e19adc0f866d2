namespace LocalFrontDoor;

/// <summary>
/// The few settings of the origin that matter here too, read where the origin finds them: in the environment that it
/// inherits (contract, section 7). It checks them itself.
/// </summary>
/// <param name="Container">The first of those that are served: pictures are put there.</param>
/// <param name="Sizes">What the page shows, for example 100x100.</param>
internal sealed record LocalSettings(string Container, IReadOnlyList<string> Sizes)
{
    public static LocalSettings Read(Func<string, string?> environment) => new(
        List(environment("Images__Containers"), "images")[0],
        [.. List(environment("Images__AllowedDimensions"), "article").SelectMany(Expand)]);

    // The origin's ladders (contract, section 2).
    private static string[] Expand(string size) => size switch
    {
        "article" => ["100x100", "200x200", "300x300", "400x400"],
        "responsive" => ["64x", "96x", "128x", "256x", "320x", "480x", "640x", "768x", "960x", "1280x", "1600x", "1920x", "2560x"],
        _ => [size],
    };

    private static string[] List(string? value, string otherwise) =>
        (string.IsNullOrWhiteSpace(value) ? otherwise : value)
            .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
