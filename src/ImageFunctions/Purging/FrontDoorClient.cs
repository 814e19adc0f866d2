using System.Text.Json;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using ImageFunctions.Settings;

namespace ImageFunctions.Purging;

/// <summary>
/// Tells Front Door to drop what it has cached: the one call of Azure Resource Manager that is needed (AFD Endpoints – Purge Content),
/// without the management SDK. Throttling (429) and faults are retried as <c>Retry-After</c> says, else at growing intervals.
/// </summary>
internal sealed class FrontDoorClient
{
    private const string ApiVersion = "2025-04-15";

    // Azure Front Door service limits: "URLs in a single cache purge call". A URL is a path at a host.
    private const int MostUrls = 100;
    private const string Scope = "/.default";

    private readonly PurgeOptions options;
    private readonly Uri address;
    private readonly HttpPipeline pipeline;

    /// <summary>Prepares; nothing is sent.</summary>
    /// <param name="options">Which endpoint.</param>
    /// <param name="credential">The app's identity; it needs the action <c>Microsoft.Cdn/profiles/afdEndpoints/Purge/action</c>.</param>
    public FrontDoorClient(PurgeOptions options, TokenCredential credential)
    {
        this.options = options;
        address = new Uri(options.Management, $"{options.EndpointId}/purge?api-version={ApiVersion}");

        // A token never travels in the clear: a stand-in on this machine gets none.
        HttpPipelinePolicy[] authentication = options.Management.Scheme == Uri.UriSchemeHttps
            ? [new BearerTokenAuthenticationPolicy(credential, new Uri(options.Management, Scope).ToString())]
            : [];
        pipeline = HttpPipelineBuilder.Build(new Patience(), authentication);
    }

    /// <summary>Most paths that one call takes: the more hosts are purged, the fewer.</summary>
    public int MostPaths => Math.Max(1, MostUrls / Math.Max(1, options.Domains.Count));

    /// <summary>Asks for a purge; it is accepted now and takes up to ten minutes to reach every edge.</summary>
    /// <param name="paths">At most <see cref="MostPaths"/>; each drops all its query variations, whatever their case.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="RequestFailedException">Refused, or still failing after all retries.</exception>
    public async Task PurgeAsync(IReadOnlyList<string> paths, CancellationToken cancellation)
    {
        using var message = pipeline.CreateMessage();
        message.Request.Method = RequestMethod.Post;
        message.Request.Uri.Reset(address);
        message.Request.Headers.Add(HttpHeader.Common.JsonContentType);
        message.Request.Content = RequestContent.Create(BinaryData.FromBytes(Body(paths)));
        await pipeline.SendAsync(message, cancellation);
        if (message.Response.IsError)
        {
            throw new RequestFailedException(message.Response);
        }
    }

    private byte[] Body(IReadOnlyList<string> paths)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            Write(json, "contentPaths", paths);
            if (options.Domains.Count > 0)
            {
                Write(json, "domains", options.Domains);
            }

            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    private static void Write(Utf8JsonWriter json, string name, IReadOnlyList<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }

    private sealed class Patience : ClientOptions
    {
        public Patience()
        {
            Retry.Mode = RetryMode.Exponential;
            Retry.MaxRetries = 5;
            Retry.Delay = TimeSpan.FromSeconds(1);
            Retry.MaxDelay = TimeSpan.FromSeconds(60);
            Retry.NetworkTimeout = TimeSpan.FromSeconds(30);
            Diagnostics.IsLoggingEnabled = false;
        }
    }
}
