using Azure.Core.Pipeline;
using Azure.Identity;
using Azure.Storage.Blobs;
using ImageFunctions.Settings;

namespace ImageFunctions.Storage;

/// <summary>Connects to Blob Storage with a viewer's patience: what has not come within seconds is of no use to a page.</summary>
internal static class StorageConnection
{
    private static readonly TimeSpan TryTimeout = TimeSpan.FromSeconds(4);

    /// <summary>A client; nothing is sent yet.</summary>
    public static BlobServiceClient Connect(StorageOptions options) => options.ConnectionString is { } connectionString
        ? new BlobServiceClient(connectionString, ClientOptions())
        : new BlobServiceClient(options.BlobServiceUri, new BackgroundTokenCredential(Credential(options), TimeProvider.System), ClientOptions());

    /// <summary>The app's identity.</summary>
    public static DefaultAzureCredential Credential(StorageOptions options) => new(new DefaultAzureCredentialOptions
    {
        ManagedIdentityClientId = options.ClientId,
        Retry = { NetworkTimeout = TryTimeout, MaxRetries = 1 }, // a try that is silent must not keep the next one waiting
    });

    private static BlobClientOptions ClientOptions() => new()
    {
        Retry = { NetworkTimeout = TryTimeout },
        RetryPolicy = new ViewerPatience(),
        Diagnostics = { IsLoggingEnabled = false },
        Transport = new HttpClientTransport(new HttpClient(new SocketsHttpHandler
        {
            ConnectTimeout = TimeSpan.FromSeconds(2),
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(60), // storage closes idle connections after a few minutes
            UseCookies = false,
            AllowAutoRedirect = false,
        })
        {
            Timeout = Timeout.InfiniteTimeSpan, // the pipeline has its own
        }),
    };
}
