using Microsoft.Extensions.Caching.Memory;

namespace LocalFrontDoor.Edge;

/// <summary>The edge's store, in memory and bounded: what is over the bound is not stored, older entries make room.</summary>
/// <param name="time">The clock that lifetimes run by.</param>
/// <param name="capacity">Bytes.</param>
internal sealed class EdgeCache(TimeProvider time, long capacity = 256 << 20) : IDisposable
{
    /// <summary>What an entry takes besides its body, about.</summary>
    private const int Overhead = 2_048;

    private readonly MemoryCache entries = new(new MemoryCacheOptions { SizeLimit = capacity });
    private long purges;

    /// <summary>How many purges there have been. To be read before the origin is asked, and given to <see cref="Store"/>.</summary>
    public long Purges => Volatile.Read(ref purges);

    /// <summary>The stored answer, while it is fresh.</summary>
    public StoredAnswer? Find(CacheKey key) =>
        entries.TryGetValue(key, out StoredAnswer? answer) && answer!.IsFresh(time.GetUtcNow()) ? answer : null;

    /// <summary>Keeps an answer, unless there was a purge since it was asked for: it may show what the purge was for.</summary>
    public void Store(CacheKey key, StoredAnswer answer, long purges)
    {
        if (purges != Purges)
        {
            return;
        }

        using var entry = entries.CreateEntry(key);
        entry.Value = answer;
        entry.Size = answer.Body.Length + Overhead;
        entry.AbsoluteExpirationRelativeToNow = answer.Lifetime;
    }

    /// <summary>
    /// Drops every answer of a path, whatever its query; case does not count.
    /// https://learn.microsoft.com/azure/frontdoor/standard-premium/how-to-cache-purge
    /// </summary>
    /// <param name="path">One path, `/images/cat.jpg`, or everything below one: `/images/*`, `/*`.</param>
    /// <param name="host">The one host whose answers go; null: every host's.</param>
    /// <returns>How many were dropped.</returns>
    public int Purge(string path, string? host = null)
    {
        Interlocked.Increment(ref purges);
        var matching = entries.Keys.OfType<CacheKey>()
            .Where(key => PurgePath.Covers(path, key.Path) && (host is null || key.Host.Equals(host, StringComparison.OrdinalIgnoreCase)))
            .ToList();
        matching.ForEach(entries.Remove);
        return matching.Count;
    }

    public void Dispose() => entries.Dispose();
}
