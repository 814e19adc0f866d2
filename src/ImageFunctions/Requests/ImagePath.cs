using System.Buffers;
using System.Text.RegularExpressions;

namespace ImageFunctions.Requests;

/// <summary>
/// A blob as a viewer names it, <c>/{container}/{blob}</c>: valid by construction, in the one spelling that is served, and only in a
/// container that is served.
/// </summary>
internal sealed partial record ImagePath
{
    /// <summary>Longest path, in characters: the longest blob name that storage takes.</summary>
    public const int MaxLength = 1024;

    private static readonly SearchValues<char> Forbidden =
        SearchValues.Create(
            [.. Enumerable.Range(0, 0x20).Select(c => (char)c), '\\', .. Enumerable.Range(0x7F, 0x21).Select(c => (char)c)]);

    private ImagePath(string container, string blob) => (Container, Blob) = (container, blob);

    /// <summary>The container, one of those configured.</summary>
    public string Container { get; }

    /// <summary>The blob's name, without a slash before it; never empty.</summary>
    public string Blob { get; }

    /// <summary>The last segment.</summary>
    public string FileName => Blob[(Blob.LastIndexOf('/') + 1)..];

    /// <summary>What follows the last dot of the last segment, in lower case; empty where there is no dot or nothing after it.</summary>
    public string Extension
    {
        get
        {
            var name = FileName;
            var dot = name.LastIndexOf('.');
            return dot < 0 ? "" : name[(dot + 1)..].ToLowerInvariant();
        }
    }

    /// <summary>As it stands in an address: percent-encoded, ASCII.</summary>
    public string Encoded => Uri.EscapeDataString(ToString()).Replace("%2F", "/", StringComparison.Ordinal);

    /// <summary>Reads a request's path.</summary>
    /// <param name="path">Percent-decoded by ASP.NET Core, and before it by the Functions host.</param>
    /// <param name="containers">Those that are served: any other is refused before storage is asked, since the account may also hold
    /// the host's own secrets.</param>
    public static Outcome<ImagePath> Parse(string path, IReadOnlyCollection<string> containers)
    {
        if (path.Length > MaxLength)
        {
            return Refusal.PathTooLong;
        }

        if (path.AsSpan().ContainsAny(Forbidden) || HasDotSegment(path))
        {
            return Refusal.PathMalformed;
        }

        // The storage SDK trims slashes, and an escape that is still there was left undecoded, or was "%25…": two addresses of one blob.
        if (path.EndsWith('/') || path.Contains("//", StringComparison.Ordinal) || UndecodedEscape().IsMatch(path))
        {
            return Refusal.OtherSpelling;
        }

        var slash = path.StartsWith('/') ? path.IndexOf('/', 1) : -1;
        if (slash < 0)
        {
            return Refusal.NotFound;
        }

        var container = path[1..slash];
        return containers.Contains(container) ? new ImagePath(container, path[(slash + 1)..]) : Refusal.NotFound;
    }

    /// <summary>A blob that the configuration names, <c>container/name</c>, in whatever container.</summary>
    public static ImagePath Configured(string blob)
    {
        var slash = blob.IndexOf('/', StringComparison.Ordinal);
        return new ImagePath(blob[..slash], blob[(slash + 1)..]);
    }

    public ImagePath WithBlob(string blob) => new(Container, blob);

    /// <inheritdoc/>
    public override string ToString() => $"/{Container}/{Blob}";

    // The slash, and bytes that are no UTF-8: all that ASP.NET Core leaves encoded.
    [GeneratedRegex("%(2F|[89A-F][0-9A-F])", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex UndecodedEscape();

    private static bool HasDotSegment(string path)
    {
        foreach (var segment in path.AsSpan().Split('/'))
        {
            if (path.AsSpan()[segment] is "." or "..")
            {
                return true;
            }
        }

        return false;
    }
}
