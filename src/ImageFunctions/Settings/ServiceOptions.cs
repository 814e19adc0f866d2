using System.Text.RegularExpressions;

namespace ImageFunctions.Settings;

/// <summary>Everything that is configured, read once at start.</summary>
/// <param name="Images">What is made, and within which bounds.</param>
/// <param name="Storage">Where the pictures are.</param>
/// <param name="FrontDoorId"><c>FrontDoor__Id</c>: the Front Door that requests must come through; null when that is not checked.</param>
/// <param name="Purge">The edge to purge when an original changes; null where there is none.</param>
/// <param name="Queue">Where originals wait for their variants to be made; null where there is no such queue. The Functions host reads the
/// same settings: MakeVariants/function.json names the connection <c>ImageQueue</c>.</param>
internal sealed record ServiceOptions(
    ImageOptions Images, StorageOptions Storage, string? FrontDoorId, PurgeOptions? Purge, StorageOptions? Queue = null)
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
            ReadStorage(configuration, found),
            reader.Read<string?>("FrontDoor:Id", null, "the GUID of a Front Door profile", TryGuid),
            PurgeOptions.Read(reader),
            StorageOptions.Read(configuration, "ImageQueue", "queue", found));
        reader.FaultUnknown("FrontDoor");
        reader.Read<string?>(
            InsightsConnection, null, "a connection string of Application Insights, such as InstrumentationKey=…", TryInsights);
        if (options is { Images.Pregenerate: PregenerateMode.All, Queue: null })
        {
            found.Add("Images__Pregenerate is 'all', which needs a queue, but ImageQueue is not set. "
                + "Set ImageQueue to a storage connection string, or ImageQueue__queueServiceUri to use an identity.");
        }

        found.AddRange(findEngineFaults(options.Images));
        faults = found;
        return options;
    }

    private static StorageOptions ReadStorage(IConfiguration configuration, List<string> faults)
    {
        if (StorageOptions.Read(configuration, "ImageStorage", "blob", faults) is { } storage)
        {
            return storage;
        }

        faults.Add("ImageStorage is not set. It must be a storage connection string (UseDevelopmentStorage=true for Azurite); "
            + "or set ImageStorage__blobServiceUri to use an identity.");
        return new StorageOptions(null, null, null);
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

/// <summary>A service of a storage account: either a connection string, or the service's address and an identity.</summary>
/// <param name="ConnectionString"><c>ImageStorage</c>, <c>ImageQueue</c>.</param>
/// <param name="ServiceUri"><c>ImageStorage__blobServiceUri</c>, <c>ImageQueue__queueServiceUri</c>.</param>
/// <param name="ClientId"><c>…__clientId</c>: of a user-assigned identity; null for the system-assigned one.</param>
internal sealed record StorageOptions(string? ConnectionString, Uri? ServiceUri, string? ClientId)
{
    /// <summary>Reads and checks the settings. Faults never repeat a value: each of them may hold a key, also where it stands in the wrong
    /// setting.</summary>
    /// <param name="configuration">Environment variables and command line.</param>
    /// <param name="name">Of the settings: <c>ImageStorage</c> or <c>ImageQueue</c>.</param>
    /// <param name="service"><c>blob</c> or <c>queue</c>.</param>
    /// <param name="faults">Where faults go.</param>
    /// <returns>Null where neither is set.</returns>
    public static StorageOptions? Read(IConfiguration configuration, string name, string service, ICollection<string> faults)
    {
        var connectionString = Text(configuration[name]);
        var address = Text(configuration[$"{name}:{service}ServiceUri"]);
        if (connectionString is null && address is null)
        {
            return null;
        }

        Uri? uri = null;
        if (connectionString is not null && address is not null)
        {
            faults.Add($"{name} and {name}__{service}ServiceUri are both set. Keep one of them.");
        }
        else if (connectionString is not null && !CanConnect(connectionString))
        {
            faults.Add($"{name} is no storage connection string. It must be one such as UseDevelopmentStorage=true.");
        }
        else if (address is not null && !(Uri.TryCreate(address, UriKind.Absolute, out uri) && uri.Scheme == Uri.UriSchemeHttps))
        {
            faults.Add($"{name}__{service}ServiceUri is no address. It must be one such as https://account.{service}.core.windows.net.");
        }

        return new StorageOptions(connectionString, uri, Text(configuration[$"{name}:clientId"]));
    }

    private static bool CanConnect(string connectionString)
    {
        try
        {
            _ = new Azure.Storage.Blobs.BlobServiceClient(connectionString);
            return true;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private static string? Text(string? value) => string.IsNullOrWhiteSpace(value) ? null : value.Trim();
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
    internal static bool TryAddress(string text, out Uri address) =>
        Uri.TryCreate(text, UriKind.Absolute, out address!)
            && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback));
}
