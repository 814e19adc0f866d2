using Microsoft.Net.Http.Headers;

namespace ImageFunctions.Requests;

/// <summary>Which of the configured formats a viewer takes (contract, section 3).</summary>
/// <param name="formats">The formats to offer by their extensions, best first: <c>webp</c>, <c>avif</c>.</param>
internal sealed class FormatChoice(IReadOnlyList<string> formats)
{
    /// <summary>The extension of the best format that the viewer takes, or null: keep the original's own.</summary>
    /// <param name="imageFormatHeader">The value of <see cref="ImageFormats.Header"/>; null where it was not sent. When it was, it alone
    /// decides: behind Front Door the <c>Accept</c> that arrives is not the viewer's.</param>
    /// <param name="accept">The values of <c>Accept</c> (RFC 9110 section 12.5.1).</param>
    public string? Choose(string? imageFormatHeader, IList<string> accept)
    {
        if (imageFormatHeader is not null)
        {
            return formats.FirstOrDefault(format => format.Equals(imageFormatHeader.Trim(), StringComparison.OrdinalIgnoreCase));
        }

        if (!MediaTypeHeaderValue.TryParseList(accept, out var ranges))
        {
            return null;
        }

        return formats.FirstOrDefault(format => ranges.Any(range => Names(range, format)));
    }

    // Only a type that is named counts: every browser sends */*, and the old ones do not read WebP.
    private static bool Names(MediaTypeHeaderValue range, string format) =>
        range.Type.Equals("image", StringComparison.OrdinalIgnoreCase)
        && range.SubType.Equals(format, StringComparison.OrdinalIgnoreCase)
        && range.Quality is null or > 0;
}
