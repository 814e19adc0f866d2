using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace ImageFunctions.Tests.Fixtures;

/// <summary>One call of ARM's purge.</summary>
internal sealed record PurgeCall(string Target, bool HasToken, IReadOnlyList<string> Paths, IReadOnlyList<string> Domains);

/// <summary>Stands in for Azure Resource Manager: notes every purge, and has the local Front Door carry out what it accepts.</summary>
internal sealed class ArmStandIn : IAsyncDisposable
{
    public const string EndpointId =
        "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg/providers/Microsoft.Cdn/profiles/edge/afdEndpoints/pictures";

    private readonly ConcurrentQueue<PurgeCall> calls = [];
    private readonly ConcurrentQueue<(int Status, int? RetryAfter)> refusals = [];
    private StubOrigin? server;

    public IReadOnlyList<PurgeCall> Calls => [.. calls];

    public IEnumerable<string> Paths => calls.SelectMany(call => call.Paths);

    /// <summary>What purges what was accepted; null while there is no edge.</summary>
    public EdgeInFront? Edge { get; set; }

    /// <summary>A path that makes a call malformed, as ARM's own check of paths does.</summary>
    public string? Malformed { get; set; }

    public Uri Address => server!.Address;

    public static async Task<ArmStandIn> StartAsync()
    {
        var arm = new ArmStandIn();
        arm.server = await StubOrigin.StartAsync(arm.AnswerAsync);
        return arm;
    }

    /// <summary>The next call is answered so.</summary>
    public void RefuseNext(int status, int? retryAfter = null) => refusals.Enqueue((status, retryAfter));

    public ValueTask DisposeAsync() => server!.DisposeAsync();

    private async Task AnswerAsync(HttpContext http)
    {
        using var body = await JsonDocument.ParseAsync(http.Request.Body);
        var call = new PurgeCall(
            $"{http.Request.Method} {http.Request.Path}{http.Request.QueryString}",
            http.Request.Headers.Authorization.Count > 0,
            Strings(body.RootElement, "contentPaths"),
            Strings(body.RootElement, "domains"));
        calls.Enqueue(call);
        if (refusals.TryDequeue(out var refusal))
        {
            http.Response.StatusCode = refusal.Status;
            http.Response.Headers.RetryAfter = refusal.RetryAfter?.ToString(System.Globalization.CultureInfo.InvariantCulture);
            return;
        }

        if (Malformed is { } malformed && call.Paths.Contains(malformed))
        {
            http.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        // Front Door purges each host on its own: what is not named keeps its pictures.
        string[] hosts = call.Domains.Count == 0 ? [""] : [.. call.Domains.Select(domain => $"&host={domain}")];
        var queries = call.Paths.SelectMany(path => hosts.Select(host => $"path={Uri.EscapeDataString(path)}{host}"));
        foreach (var query in Edge is null ? [] : queries)
        {
            using var purged = await Edge!.SendAsync(HttpMethod.Post, $"/.local/purge?{query}");
            purged.EnsureSuccessStatusCode();
        }

        http.Response.StatusCode = StatusCodes.Status202Accepted;
    }

    private static string[] Strings(JsonElement body, string name) =>
        body.TryGetProperty(name, out var array) ? [.. array.EnumerateArray().Select(item => item.GetString()!)] : [];
}
