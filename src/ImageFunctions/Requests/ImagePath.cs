using System.Buffers;

namespace ImageFunctions.Requests;

/// <summary>A blob as a viewer names it, <c>/{container}/{blob}</c>: valid by construction, and only in a container that is served.</summary>
internal sealed record ImagePath
{
    /// <summary>Longest path, in characters: the longest blob name that storage takes.</summary>
    public const int MaxLength = 1024;

    private const string EncodedSlash = "%2F";
    private static readonly SearchValues<char> Forbidden =
        SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(c => (char)c), '\\', .. Enumerable.Range(0x7F, 0x21).Select(c => (char)c)]);

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

    /// <summary>Reads a request's path.</summary>
    /// <param name="path">Percent-decoded, but for <c>%2F</c>: ASP.NET Core leaves that one encoded, and so it arrives through the
    /// Functions host.</param>
    /// <param name="containers">Those that are served: any other is refused before storage is asked, since the account may also hold
    /// the host's own secrets.</param>
    public static Outcome<ImagePath> Parse(string path, IReadOnlyCollection<string> containers)
    {
        var decoded = path.Replace(EncodedSlash, "/", StringComparison.OrdinalIgnoreCase);
        if (decoded.Length > MaxLength)
        {
            return Refusal.PathTooLong;
        }

        if (decoded.AsSpan().ContainsAny(Forbidden) || HasDotSegment(decoded))
        {
            return Refusal.PathMalformed;
        }

        var slash = decoded.StartsWith('/') ? decoded.IndexOf('/', 1) : -1;
        if (slash < 0 || slash + 1 == decoded.Length)
        {
            return Refusal.NotFound;
        }

        var container = decoded[1..slash];
        return containers.Contains(container) ? new ImagePath(container, decoded[(slash + 1)..]) : Refusal.NotFound;
    }

    /// <summary>A blob that the configuration names, <c>container/name</c>, in whatever container.</summary>
    public static ImagePath Configured(string blob)
    {
        var slash = blob.IndexOf('/', StringComparison.Ordinal);
        return new ImagePath(blob[..slash], blob[(slash + 1)..]);
    }

    /// <summary>Another blob of the same container.</summary>
    public ImagePath WithBlob(string blob) => new(Container, blob);

    /// <inheritdoc/>
    public override string ToString() => $"/{Container}/{Blob}";

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
