using ImageFunctions.Requests;

namespace ImageFunctions.Tests.Requests;

/// <summary>What the tests of requests are set in.</summary>
internal static class Paths
{
    public static readonly string[] Containers = ["images", "photos"];

    public static Dimension Dimension(string text) =>
        ImageFunctions.Requests.Dimension.TryParse(text, out var dimension)
            ? dimension
            : throw new ArgumentException($"'{text}' is no dimension.", nameof(text));

    public static ImagePath Path(string path) =>
        ImagePath.Parse(path, Containers).Value ?? throw new ArgumentException($"'{path}' is no path.", nameof(path));

    /// <summary>By the defaults of the contract.</summary>
    public static DimensionSnap DefaultSnap() => Snap(20, "200x200", "100x100", "200x200", "300x300", "400x400");

    public static DimensionSnap Snap(double variancePercent, string fallback, params string[] allowed) =>
        new([.. allowed.Select(Dimension)], Dimension(fallback), variancePercent, SnapMode.Nearest);

    public static DimensionSnap SnapUp(string fallback, params string[] allowed) =>
        new([.. allowed.Select(Dimension)], Dimension(fallback), 20, SnapMode.Up);
}
