using Microsoft.Extensions.Primitives;

namespace LocalFrontDoor.Edge;

/// <summary>An answer of the origin, whole, as the edge keeps it.</summary>
/// <param name="Status">For example 200.</param>
/// <param name="Headers">The origin's, less Set-Cookie and those of the connection.</param>
/// <param name="Body">All bytes.</param>
/// <param name="StoredAt">When it came.</param>
/// <param name="Lifetime">For how long it may be served from then on.</param>
internal sealed record StoredAnswer(
    int Status,
    IReadOnlyList<KeyValuePair<string, StringValues>> Headers,
    ReadOnlyMemory<byte> Body,
    DateTimeOffset StoredAt,
    TimeSpan Lifetime)
{
    public bool IsFresh(DateTimeOffset now) => now - StoredAt < Lifetime;

    /// <summary>For the header Age (RFC 9111, 5.1): whole seconds.</summary>
    public long AgeInSeconds(DateTimeOffset now) => Math.Max(0, (long)(now - StoredAt).TotalSeconds);
}
