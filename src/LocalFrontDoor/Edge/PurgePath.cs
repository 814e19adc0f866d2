namespace LocalFrontDoor.Edge;

/// <summary>The paths that a purge takes.</summary>
internal static class PurgePath
{
    /// <summary>Whether Front Door would take it: it begins with a slash, and a wildcard stands only at the end, after one.</summary>
    public static bool IsValid(string path)
    {
        var exact = path.EndsWith("/*", StringComparison.Ordinal) ? path[..^1] : path;
        return exact.StartsWith('/') && !exact.Contains('*', StringComparison.Ordinal);
    }

    /// <summary>Whether a purge of <paramref name="purged"/> drops what is stored for <paramref name="path"/>.</summary>
    /// <param name="purged">Percent-encoded or not.</param>
    /// <param name="path">Percent-decoded.</param>
    public static bool Covers(string purged, string path)
    {
        var wanted = Uri.UnescapeDataString(purged);
        return wanted.EndsWith("/*", StringComparison.Ordinal)
            ? path.StartsWith(wanted[..^1], StringComparison.OrdinalIgnoreCase)
            : path.Equals(wanted, StringComparison.OrdinalIgnoreCase) || path.Equals(purged, StringComparison.OrdinalIgnoreCase);
    }
}
