using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace ImageFunctions.Requests;

/// <summary>
/// The rewrite of the AWS article: <c>/{container}/{prefix}/{name}.{ext}?d={w}x{h}</c> becomes
/// <c>/{container}/{prefix}/{W}x{H}/{format}/{name}.{ext}</c>.
/// </summary>
internal sealed class Rewrite(DimensionSnap snap, FormatChoice formats)
{
    /// <summary>
    /// The variant that answers a request for an original with this value of <c>d</c>, <see cref="ImageFormats.Header"/> (null where it was
    /// not sent) and <c>Accept</c>.
    /// </summary>
    public Outcome<Variant> Apply(ImagePath original, string dimension, string? imageFormatHeader, IList<string> accept)
    {
        if (original.Extension.Length == 0)
        {
            return Refusal.NoExtension;
        }

        var segment = formats.Choose(imageFormatHeader, accept) ?? VariantPath.OwnSegment(original);
        return VariantPath.For(original, snap.Snap(dimension), segment);
    }
}

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

/// <summary>The query parameter <c>d</c>, the only one that is read.</summary>
internal static class DimensionParameter
{
    /// <summary>The first value of <c>d</c>, or null where it is missing or empty.</summary>
    /// <param name="query">The query as sent, with its question mark. The name must be exactly <c>d</c>: were <c>D</c> or <c>%64</c> read
    /// as well, they would change the answer without being part of Front Door's cache key.</param>
    public static string? Read(string? query)
    {
        foreach (var pair in new QueryStringEnumerable(query))
        {
            if (pair.EncodedName.Span is "d")
            {
                var value = pair.DecodeValue();
                return value.IsEmpty ? null : value.ToString();
            }
        }

        return null;
    }
}
