using System.Text.RegularExpressions;

namespace ImageFunctions.Settings;

/// <summary>Everything that is configured, read once at start.</summary>
/// <param name="Images">What is made, and within which bounds.</param>
/// <param name="Storage">Where the pictures are.</param>
/// <param name="FrontDoorId"><c>FrontDoor__Id</c>: the Front Door that requests must come through; null when that is not checked.</param>
/// <param name="Purge">The edge to purge when an original changes; null where there is none.</param>
/// <param name="Queue">Where originals wait for their variants to be made; null where there is no such queue.</param>
internal sealed record ServiceOptions(
    ImageOptions Images, StorageOptions Storage, string? FrontDoorId, PurgeOptions? Purge, QueueOptions? Queue = null)
{
    /// <summary>Where Azure Monitor takes telemetry; only looked at here, and used by OpenTelemetryExport.</summary>
    public const string InsightsConnection = "APPLICATIONINSIGHTS_CONNECTION_STRING";

    /// <summary>Reads all settings.</summary>
    /// <param name="configuration">Environment variables and command line.</param>
    /// <param name="findEngineFaults">Names what the build's engine cannot do of what they ask for.</param>
    /// <param name="faults">Every fault in words; empty when the service can start.</param>
    public static ServiceOptions Read(
        IConfiguration configuration, Func<ImageOptions, IEnumerable<string>> findEngineFaults, out IReadOnlyList<string> faults)
    {
        var found = new List<string>();
        var reader = new SettingReader(configuration, found);
        var options = new ServiceOptions(
            ImageOptionsReader.Read(configuration, found),
            StorageOptions.Read(configuration, found),
            reader.Read<string?>("FrontDoor:Id", null, "the GUID of a Front Door profile", TryGuid),
            PurgeOptions.Read(reader),
            QueueOptions.Read(configuration, found));
        reader.FaultUnknown("FrontDoor");
        reader.Read<string?>(
            InsightsConnection, null, "a connection string of Application Insights, InstrumentationKey=… first", TryInsights);
        if (options is { Images.Pregenerate: PregenerateMode.All, Queue: null })
        {
            found.Add("Images__Pregenerate is 'all', but ImageQueue is not set: the queue where originals wait for it. "
                + "Set ImageQueue to a storage connection string, or ImageQueue__queueServiceUri to use an identity.");
        }

        found.AddRange(findEngineFaults(options.Images));
        faults = found;
        return options;
    }

    private static bool TryInsights(string text, out string? value)
    {
        value = text;
        return text.Split(';').Any(part => part.Split('=') is ["InstrumentationKey", var key] && Guid.TryParse(key, out _));
    }

    private static bool TryGuid(string text, out string? value)
    {
        value = text;
        return Guid.TryParse(text, out _);
    }
}

/// <summary>Which Front Door endpoint is purged when an original changes.</summary>
/// <param name="EndpointId"><c>FrontDoor__EndpointId</c>: the endpoint's resource id.</param>
/// <param name="Domains"><c>FrontDoor__Domains</c>: every host that serves, the endpoint's own among them;
/// empty to leave them to Front Door.</param>
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
        var management = reader.Read(
            "FrontDoor:ManagementEndpoint", PublicCloud, "an https address such as https://management.azure.com", TryAddress);
        return endpoint is null ? null : new PurgeOptions(endpoint, domains, management);
    }

    private const string EndpointWanted =
        "the resource id of a Front Door endpoint: "
            + "/subscriptions/…/resourceGroups/…/providers/Microsoft.Cdn/profiles/…/afdEndpoints/…";

    [GeneratedRegex(
        @"^/subscriptions/[^/\s?#]+/resourceGroups/[^/\s?#]+/providers/Microsoft\.Cdn/profiles/[^/\s?#]+/afdEndpoints/[^/\s?#]+$",
        RegexOptions.IgnoreCase)]
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
        Uri.TryCreate(text, UriKind.Absolute, out address!)
            && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback));
}
