using LocalFrontDoor.Rules;

namespace LocalFrontDoor.Edge;

/// <summary>What the edge stands before, and how.</summary>
internal sealed record EdgeOptions
{
    /// <summary>The origin, for example http://127.0.0.1:40124/.</summary>
    public required Uri Origin { get; init; }

    /// <summary>Executed for every request, sorted by order.</summary>
    public required IReadOnlyList<Rule> Rules { get; init; }

    /// <summary>What X-Azure-FDID says: the identity of this Front Door, by which the origin knows it.</summary>
    public Guid FrontDoorId { get; init; } = Guid.NewGuid();

    /// <summary>Bytes; longer bodies are passed on without being stored. (Front Door stores them in pieces of 8 MB.)</summary>
    public int LargestStoredBody { get; init; } = 32 << 20;
}
