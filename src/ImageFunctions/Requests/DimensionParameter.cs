using Microsoft.AspNetCore.WebUtilities;

namespace ImageFunctions.Requests;

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
