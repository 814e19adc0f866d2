namespace LocalFrontDoor.Edge;

/// <summary>
/// The values of Front Door's header X-Cache that can occur here (TCP_REMOTE_HIT needs a second edge).
/// https://learn.microsoft.com/azure/frontdoor/front-door-caching#response-headers
/// </summary>
internal static class XCache
{
    public const string Header = "X-Cache";

    /// <summary>Served from the cache.</summary>
    public const string Hit = "TCP_HIT";

    /// <summary>Fetched from the origin.</summary>
    public const string Miss = "TCP_MISS";

    /// <summary>The origin said private or no-store.</summary>
    public const string PrivateNoStore = "PRIVATE_NOSTORE";

    /// <summary>Neither route nor rule has turned caching on.</summary>
    public const string ConfigNoCache = "CONFIG_NOCACHE";
}
