using System.Globalization;
using Azure;
using Azure.Core;
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
        : new BlobServiceClient(
            options.ServiceUri, new BackgroundTokenCredential(Credential(options.ClientId), TimeProvider.System), ClientOptions());

    /// <summary>The app's identity.</summary>
    /// <param name="clientId">Of a user-assigned identity; null for the system-assigned one.</param>
    public static DefaultAzureCredential Credential(string? clientId) => new(new DefaultAzureCredentialOptions
    {
        ManagedIdentityClientId = clientId,
        Retry = { NetworkTimeout = TryTimeout, MaxRetries = 1 }, // a try that is silent must not keep the next one waiting
    });

    private static BlobClientOptions ClientOptions() => new()
    {
        Retry = { NetworkTimeout = TryTimeout },
        RetryPolicy = new ViewerRetryPolicy(),
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

/// <summary>
/// Tries again what storage did not answer, for seconds. The SDK's own policy waits for as long as storage asks for in Retry-After,
/// which a viewer does not: such an answer is passed on at once, as a 503.
/// </summary>
internal sealed class ViewerRetryPolicy() : RetryPolicy(MaxRetries, DelayStrategy.CreateExponentialDelayStrategy(FirstDelay, LongestDelay))
{
    private const int MaxRetries = 2;

    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(1);

    // After that, no further try begins; the last may take a network timeout more.
    private static readonly TimeSpan LastTry = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    protected override bool ShouldRetry(HttpMessage message, Exception? exception) =>
        IsWorthIt(message) && base.ShouldRetry(message, exception);

    /// <inheritdoc/>
    protected override ValueTask<bool> ShouldRetryAsync(HttpMessage message, Exception? exception) =>
        IsWorthIt(message) ? base.ShouldRetryAsync(message, exception) : new ValueTask<bool>(false);

    private static bool IsWorthIt(HttpMessage message) =>
        DateTimeOffset.UtcNow - message.ProcessingContext.StartTime < LastTry
            && !(message.HasResponse && AskedToWait(message.Response.Headers) > LongestDelay);

    // Seconds, or a date (RFC 9110, section 10.2.3); storage also says milliseconds.
    private static TimeSpan AskedToWait(ResponseHeaders headers)
    {
        if (headers.TryGetValue("retry-after-ms", out var text) || headers.TryGetValue("x-ms-retry-after-ms", out text))
        {
            return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
                ? TimeSpan.FromMilliseconds(milliseconds)
                : TimeSpan.Zero;
        }

        return !headers.TryGetValue("Retry-After", out text) ? TimeSpan.Zero
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? TimeSpan.FromSeconds(seconds)
            : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out var date) ? date - DateTimeOffset.UtcNow
            : TimeSpan.Zero;
    }
}

/// <summary>Tells faults of storage, which pass, from bugs.</summary>
internal static class StorageFault
{
    /// <summary>Whether storage, the way to it, or the identity for it is to blame.</summary>
    public static bool IsUnavailable(Exception exception) => exception switch
    {
        RequestFailedException or AuthenticationFailedException or IOException or TimeoutException or HttpRequestException => true,
        AggregateException { InnerExceptions: var inner } => inner.All(IsUnavailable), // all tries of the SDK failed
        TaskCanceledException => true, // a network timeout: that the viewer has gone is told before
        _ => false,
    };
}
