using System.Text.RegularExpressions;

namespace LocalFrontDoor.Page;

/// <summary>The names under which an original may be put into the container from here.</summary>
internal static partial class OriginalName
{
    /// <summary>The pictures that the origin reads (contract, section 4), and SVG, which it hands on.</summary>
    private static readonly Dictionary<string, string> Types = new(StringComparer.OrdinalIgnoreCase)
    {
        [".jpg"] = "image/jpeg",
        [".jpeg"] = "image/jpeg",
        [".png"] = "image/png",
        [".gif"] = "image/gif",
        [".webp"] = "image/webp",
        [".avif"] = "image/avif",
        [".heic"] = "image/heic",
        [".tif"] = "image/tiff",
        [".tiff"] = "image/tiff",
        [".svg"] = "image/svg+xml",
    };

    /// <summary>The media type by the extension; null when it is no picture.</summary>
    public static string? ContentType(string name) => Types.GetValueOrDefault(Path.GetExtension(name));

    /// <summary>Why the name is refused, in a sentence; null when it is fine.</summary>
    /// <param name="name">The blob's name, for example `holiday/cat.jpg`.</param>
    public static string? Fault(string name)
    {
        if (name.Length is 0 or > 1_000)
        {
            return "The name must have 1 to 1,000 characters.";
        }

        if (name.Any(char.IsControl) || name.Contains('\\', StringComparison.Ordinal))
        {
            return "The name must hold no control characters and no backslashes.";
        }

        var segments = name.Split('/');
        if (segments.Any(static segment => segment is "" or "." or ".."))
        {
            return "The name must hold no empty or dot segments.";
        }

        if (segments.Any(static segment => Dimension().IsMatch(segment)))
        {
            return "A folder such as 100x100 is for variants: originals must not be put there.";
        }

        return ContentType(name) is null
            ? $"The name must end like a picture: {string.Join(", ", Types.Keys)}."
            : null;
    }

    [GeneratedRegex(@"^\d+x\d+$", RegexOptions.CultureInvariant)]
    private static partial Regex Dimension();
}
