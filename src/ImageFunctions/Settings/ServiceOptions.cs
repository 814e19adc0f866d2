namespace ImageFunctions.Settings;

/// <summary>Everything that is configured, read once at start.</summary>
/// <param name="Images">What is made, and within which bounds.</param>
/// <param name="Storage">Where the pictures are.</param>
/// <param name="FrontDoorId"><c>FrontDoor__Id</c>: the Front Door that requests must come through; null when that is not checked.</param>
/// <param name="Purge">The edge to purge when an original changes; null where there is none.</param>
internal sealed record ServiceOptions(ImageOptions Images, StorageOptions Storage, string? FrontDoorId, PurgeOptions? Purge)
{
    /// <summary>Reads all settings.</summary>
    /// <param name="configuration">Environment variables and command line.</param>
    /// <param name="findEngineFaults">Names what the build's engine cannot do of what they ask for.</param>
    /// <param name="faults">Every fault in words; empty when the service can start.</param>
    public static ServiceOptions Read(IConfiguration configuration, Func<ImageOptions, IEnumerable<string>> findEngineFaults, out IReadOnlyList<string> faults)
    {
        var found = new List<string>();
        var reader = new SettingReader(configuration, found);
        var options = new ServiceOptions(
            ImageOptionsReader.Read(configuration, found),
            StorageOptions.Read(configuration, found),
            reader.Read<string?>("FrontDoor:Id", null, "the GUID of a Front Door profile", TryGuid),
            PurgeOptions.Read(reader));
        reader.FaultUnknown("FrontDoor");
        found.AddRange(findEngineFaults(options.Images));
        faults = found;
        return options;
    }

    private static bool TryGuid(string text, out string? value)
    {
        value = text;
        return Guid.TryParse(text, out _);
    }
}
