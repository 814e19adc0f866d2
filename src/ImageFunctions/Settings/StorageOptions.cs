namespace ImageFunctions.Settings;

/// <summary>Where the pictures are: either a connection string, or the address of the blob service and an identity.</summary>
/// <param name="ConnectionString"><c>ImageStorage</c>.</param>
/// <param name="BlobServiceUri"><c>ImageStorage__blobServiceUri</c>.</param>
/// <param name="ClientId"><c>ImageStorage__clientId</c>: of a user-assigned identity; null for the system-assigned one.</param>
internal sealed record StorageOptions(string? ConnectionString, Uri? BlobServiceUri, string? ClientId)
{
    /// <summary>Reads and checks the settings. Faults never repeat a value: each of them may hold a key, also where it stands in the wrong
    /// setting.</summary>
    public static StorageOptions Read(IConfiguration configuration, ICollection<string> faults)
    {
        var connectionString = Text(configuration["ImageStorage"]);
        var address = Text(configuration["ImageStorage:blobServiceUri"]);
        Uri? uri = null;
        if (connectionString is null && address is null)
        {
            faults.Add("ImageStorage is not set. It must be a storage connection string (UseDevelopmentStorage=true for Azurite); "
                + "or set ImageStorage__blobServiceUri to use an identity.");
        }
        else if (connectionString is not null && address is not null)
        {
            faults.Add("ImageStorage and ImageStorage__blobServiceUri are both set. Keep one of them.");
        }
        else if (connectionString is not null && !CanConnect(connectionString))
        {
            faults.Add("ImageStorage is no storage connection string. It must be one such as UseDevelopmentStorage=true.");
        }
        else if (address is not null && !(Uri.TryCreate(address, UriKind.Absolute, out uri) && uri.Scheme == Uri.UriSchemeHttps))
        {
            faults.Add("ImageStorage__blobServiceUri is no address. It must be one such as https://account.blob.core.windows.net.");
        }

        return new StorageOptions(connectionString, uri, Text(configuration["ImageStorage:clientId"]));
    }

    internal static bool CanConnect(string connectionString)
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

    internal static string? Text(string? value) => string.IsNullOrWhiteSpace(value) ? null : value.Trim();
}

/// <summary>
/// Where originals wait for their variants to be made. The Functions host reads the same settings: MakeVariants/function.json names the
/// connection <c>ImageQueue</c>.
/// </summary>
/// <param name="ConnectionString"><c>ImageQueue</c>.</param>
/// <param name="QueueServiceUri"><c>ImageQueue__queueServiceUri</c>.</param>
/// <param name="ClientId"><c>ImageQueue__clientId</c>: of a user-assigned identity; null for the system-assigned one.</param>
internal sealed record QueueOptions(string? ConnectionString, Uri? QueueServiceUri, string? ClientId)
{
    /// <summary>Reads and checks the settings; no fault repeats a value.</summary>
    /// <returns>Null where there is no queue.</returns>
    public static QueueOptions? Read(IConfiguration configuration, ICollection<string> faults)
    {
        var connectionString = StorageOptions.Text(configuration["ImageQueue"]);
        var address = StorageOptions.Text(configuration["ImageQueue:queueServiceUri"]);
        if (connectionString is null && address is null)
        {
            return null;
        }

        Uri? uri = null;
        if (connectionString is not null && address is not null)
        {
            faults.Add("ImageQueue and ImageQueue__queueServiceUri are both set. Keep one of them.");
        }
        else if (connectionString is not null && !StorageOptions.CanConnect(connectionString))
        {
            faults.Add("ImageQueue is no storage connection string. It must be one such as UseDevelopmentStorage=true.");
        }
        else if (address is not null && !(Uri.TryCreate(address, UriKind.Absolute, out uri) && uri.Scheme == Uri.UriSchemeHttps))
        {
            faults.Add("ImageQueue__queueServiceUri is no address. It must be one such as https://account.queue.core.windows.net.");
        }

        return new QueueOptions(connectionString, uri, StorageOptions.Text(configuration["ImageQueue:clientId"]));
    }
}
