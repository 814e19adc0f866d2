using ImageFunctions.Events;
using ImageFunctions.Http;
using ImageFunctions.Requests;
using ImageFunctions.Settings;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace ImageFunctions.Hosting.Container;

/// <summary>Who may post events.</summary>
/// <param name="Tenant"><c>EventGrid__TenantId</c>: the Entra tenant that Event Grid's token is of.</param>
/// <param name="Audience"><c>EventGrid__Audience</c>: client id of the app registration that the subscription names.</param>
/// <param name="Authority"><c>EventGrid__Authority</c>: Entra ID of one's cloud.</param>
internal sealed record EventGridOptions(Guid Tenant, Guid Audience, Uri Authority)
{
    private static readonly Uri PublicCloud = new("https://login.microsoftonline.com");

    /// <summary>Reads and checks the settings.</summary>
    /// <returns>Null where no tenant is set: then nobody may.</returns>
    public static EventGridOptions? Read(IConfiguration configuration, ICollection<string> faults)
    {
        var reader = new SettingReader(configuration, faults);
        var tenant = reader.Read<Guid?>("EventGrid:TenantId", null, "the GUID of an Entra tenant", TryGuid);
        var audience = reader.Read<Guid?>("EventGrid:Audience", null, "the client id (a GUID) of an app registration", TryGuid);
        var authority = reader.Read(
            "EventGrid:Authority", PublicCloud, "an https address such as https://login.microsoftonline.com", PurgeOptions.TryAddress);
        reader.FaultUnknown("EventGrid");
        if (tenant is null != audience is null)
        {
            faults.Add("Of EventGrid__TenantId and EventGrid__Audience one is set. Set both to take events, or neither.");
        }

        return tenant is { } t && audience is { } a ? new EventGridOptions(t, a, authority) : null;
    }

    private static bool TryGuid(string text, out Guid? value)
    {
        var isOne = Guid.TryParse(text, out var guid);
        value = guid;
        return isOne;
    }
}

/// <summary>
/// Lets only Event Grid post events. It brings a token of the tenant's Entra ID for our app registration; the keys that sign such tokens
/// are read from there as they change.
/// </summary>
internal sealed class EventGridToken : IDisposable
{
    private const string HandshakeHeader = "WebHook-Request-Origin";
    // Event Grid's application, the same in every tenant of Azure's public cloud, and that of its cloud for the US government.
    // https://learn.microsoft.com/azure/event-grid/scripts/powershell-webhook-secure-delivery-microsoft-entra-app
    private static readonly string[] Senders = ["4962773b-9cdb-44cf-a8bf-237846a00ab7", "54316b56-3481-47f9-8f30-0300f5542a7b"];

    private static readonly string[] SenderClaims = ["appid", "azp"]; // in tokens of version 1 and of version 2
    private static readonly string[] EventGrids = ["eventgrid.azure.net", "eventgrid.azure.us", "eventgrid.azure.cn"]; // one a cloud
    private static readonly TimeSpan LongestFetch = TimeSpan.FromSeconds(5);

    // Event Grid gives up on an answer after 30 seconds.
    private static readonly TimeSpan LongestCheck = TimeSpan.FromSeconds(12);

    private readonly JsonWebTokenHandler tokens = new() { MapInboundClaims = false };
    private readonly HttpClient http = new() { Timeout = LongestFetch };
    private readonly ConfigurationManager<OpenIdConnectConfiguration> keys;
    private readonly TokenValidationParameters wanted;
    private readonly ILogger logger;

    public EventGridToken(EventGridOptions options, ILogger<EventGridToken> logger)
    {
        var issuer = $"{options.Authority.ToString().TrimEnd('/')}/{options.Tenant}/v2.0";
        keys = new ConfigurationManager<OpenIdConnectConfiguration>(
            $"{issuer}/.well-known/openid-configuration",
            new OpenIdConnectConfigurationRetriever(),
            new HttpDocumentRetriever(http) { RequireHttps = options.Authority.Scheme == Uri.UriSchemeHttps });
        wanted = new TokenValidationParameters
        {
            ConfigurationManager = keys,
            ValidIssuers = [issuer, $"https://sts.windows.net/{options.Tenant}/"], // tokens of version 2 and of version 1
            ValidAudiences = [$"{options.Audience}", $"api://{options.Audience}"],
            ValidAlgorithms = [SecurityAlgorithms.RsaSha256],
            ClockSkew = TimeSpan.FromMinutes(2),
        };
        this.logger = logger;
    }

    /// <summary>Whether Event Grid asks if it may send events in the schema of CloudEvents. It sends no event with it,
    /// and may need no token for it.</summary>
    public static bool IsHandshake(HttpRequest request) =>
        HttpMethods.IsOptions(request.Method) && request.Headers.ContainsKey(HandshakeHeader);

    /// <summary>Tells Event Grid that it may. Every event is checked all the same.</summary>
    /// <remarks>https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/http-webhook.md#4-abuse-protection.</remarks>
    public static Task AgreeAsync(HttpContext http)
    {
        http.Response.Headers.CacheControl = "no-store";
        if (EventGrids.Contains(http.Request.Headers[HandshakeHeader].ToString()))
        {
            http.Response.Headers["WebHook-Allowed-Origin"] = http.Request.Headers[HandshakeHeader];
        }

        return Task.CompletedTask;
    }

    /// <summary>Passes a request on where its token is right; else answers 401, or 503 while that cannot be told.</summary>
    public async Task GuardAsync(HttpContext http, RequestDelegate next)
    {
        var refusal = await RefusalAsync(http.Request.Headers.Authorization.ToString(), http.RequestAborted);
        await (refusal is null ? next(http) : ProblemResponse.WriteAsync(http, refusal));
    }

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();

    private async Task<Refusal?> RefusalAsync(string authorization, CancellationToken cancellation)
    {
        const string scheme = "Bearer ";
        var text = authorization.StartsWith(scheme, StringComparison.OrdinalIgnoreCase) ? authorization[scheme.Length..].Trim() : "";
        if (!tokens.CanReadToken(text))
        {
            return Refusal.NotEventGrid; // asks Entra ID for nothing
        }

        TokenValidationResult result;
        try
        {
            await keys.GetConfigurationAsync(cancellation).WaitAsync(LongestCheck, cancellation);
            result = await tokens.ValidateTokenAsync(text, wanted).WaitAsync(LongestCheck, cancellation);
        }
        catch (Exception e) when (e is InvalidOperationException or IOException or TimeoutException or HttpRequestException)
        {
            logger.KeysUnavailable(e);
            return Refusal.KeysUnavailable;
        }

        return !result.IsValid ? Refused($"its token is not valid ({result.Exception?.GetType().Name}).")
            : !IsSender(result) ? Refused("its token is another application's.")
            : null;
    }

    private static bool IsSender(TokenValidationResult result) => SenderClaims.Any(claim =>
        result.Claims.TryGetValue(claim, out var value) && Senders.Contains(value as string, StringComparer.OrdinalIgnoreCase));

    private Refusal Refused(string reason)
    {
        logger.EventRefused(reason);
        return Refusal.NotEventGrid;
    }
}
