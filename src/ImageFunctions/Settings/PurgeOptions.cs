using System.Text.RegularExpressions;

namespace ImageFunctions.Settings;

/// <summary>Which Front Door endpoint is purged when an original changes.</summary>
/// <param name="EndpointId"><c>FrontDoor__EndpointId</c>: the endpoint's resource id.</param>
/// <param name="Domains"><c>FrontDoor__Domains</c>: every host that serves, the endpoint's own among them; empty to leave them to Front Door.</param>
/// <param name="Management"><c>FrontDoor__ManagementEndpoint</c>: Azure Resource Manager of one's cloud.</param>
internal sealed partial record PurgeOptions(string EndpointId, IReadOnlyList<string> Domains, Uri Management)
{
    private static readonly Uri PublicCloud = new("https://management.azure.com");

    /// <summary>Reads and checks the settings.</summary>
    /// <returns>Null where no endpoint is set: then nothing is purged.</returns>
    public static PurgeOptions? Read(SettingReader reader)
    {
        var endpoint = reader.Read<string?>("FrontDoor:EndpointId", null, EndpointWanted, TryEndpoint);
        var domains = reader.ReadList<string>("FrontDoor:Domains", [], "a host name such as images.example.com", TryDomain);
        var management = reader.Read("FrontDoor:ManagementEndpoint", PublicCloud, "an https address such as https://management.azure.com", TryAddress);
        return endpoint is null ? null : new PurgeOptions(endpoint, domains, management);
    }

    private const string EndpointWanted =
        "the resource id of a Front Door endpoint: /subscriptions/…/resourceGroups/…/providers/Microsoft.Cdn/profiles/…/afdEndpoints/…";

    [GeneratedRegex(@"^/subscriptions/[^/\s?#]+/resourceGroups/[^/\s?#]+/providers/Microsoft\.Cdn/profiles/[^/\s?#]+/afdEndpoints/[^/\s?#]+$", RegexOptions.IgnoreCase)]
    private static partial Regex EndpointResource();

    private static bool TryEndpoint(string text, out string? id)
    {
        id = text;
        return EndpointResource().IsMatch(text);
    }

    private static bool TryDomain(string text, out string domain)
    {
        domain = text;
        return Uri.CheckHostName(text) == UriHostNameType.Dns;
    }

    // Plain HTTP only to this machine, where a stand-in for tests may listen: it is sent no token (FrontDoorClient).
    private static bool TryAddress(string text, out Uri address) =>
        Uri.TryCreate(text, UriKind.Absolute, out address!) && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback));
}
