using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace ImageFunctions.Tests.Fixtures;

/// <summary>Stands in for Entra ID: publishes a tenant's key, and signs tokens with it.</summary>
internal sealed class TokenIssuer : IAsyncDisposable
{
    public const string Tenant = "11111111-2222-3333-4444-555555555555";
    public const string Audience = "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee";

    /// <summary>Event Grid's application.</summary>
    public const string EventGrid = "4962773b-9cdb-44cf-a8bf-237846a00ab7";

    private readonly RSA key = RSA.Create(2048);
    private StubOrigin? server;

    /// <summary>For the setting <c>EventGrid__Authority</c>.</summary>
    public string Authority => server!.Address.ToString().TrimEnd('/');

    public string Issuer => $"{Authority}/{Tenant}/v2.0";

    public static async Task<TokenIssuer> StartAsync()
    {
        var issuer = new TokenIssuer();
        issuer.server = await StubOrigin.StartAsync(issuer.AnswerAsync);
        return issuer;
    }

    /// <summary>The header's value with a token as Event Grid has it, but for what a test says.</summary>
    public string Bearer(
        string? issuer = null,
        string audience = Audience, string sender = EventGrid, string senderClaim = "azp", int minutes = 60, RSA? signedBy = null)
    {
        var now = DateTimeOffset.UtcNow;
        var header = Part(new Dictionary<string, object> { ["alg"] = "RS256", ["typ"] = "JWT", ["kid"] = "key" });
        var claims = Part(new Dictionary<string, object>
        {
            ["iss"] = issuer ?? Issuer,
            ["aud"] = audience,
            [senderClaim] = sender,
            ["nbf"] = now.AddHours(-2).ToUnixTimeSeconds(),
            ["exp"] = now.AddMinutes(minutes).ToUnixTimeSeconds(),
        });
        var signature = (signedBy ?? key)
            .SignData(OtlpReceiver.Text($"{header}.{claims}"), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return $"Bearer {header}.{claims}.{Base64Url.EncodeToString(signature)}";
    }

    /// <summary>The same without any signature.</summary>
    public string Unsigned() =>
        $"Bearer {Part(new Dictionary<string, object> { ["alg"] = "none", ["typ"] = "JWT" })}.{Bearer().Split('.')[1]}.";

    public async ValueTask DisposeAsync()
    {
        await server!.DisposeAsync();
        key.Dispose();
    }

    private static string Part(Dictionary<string, object> values) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(values));

    private Task AnswerAsync(HttpContext http)
    {
        if (http.Request.Path.Value!.EndsWith("/.well-known/openid-configuration", StringComparison.Ordinal))
        {
            return http.Response.WriteAsJsonAsync(new { issuer = Issuer, jwks_uri = $"{Authority}/{Tenant}/keys" });
        }

        var numbers = key.ExportParameters(includePrivateParameters: false);
        var (n, e) = (Base64Url.EncodeToString(numbers.Modulus), Base64Url.EncodeToString(numbers.Exponent));
        return http.Response.WriteAsJsonAsync(new { keys = new[] { new { kty = "RSA", use = "sig", kid = "key", n, e } } });
    }
}
