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
        List(environment("Images__AllowedDimensions"), "100x100,200x200,300x300,400x400"));

    private static string[] List(string? value, string otherwise) =>
        (string.IsNullOrWhiteSpace(value) ? otherwise : value).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
