using System.Net;

namespace ImageFunctions.Tests.Fixtures;

/// <summary>One answer, whole.</summary>
internal sealed class Answer(HttpResponseMessage response, byte[] body)
{
    public int Status => (int)response.StatusCode;

    public byte[] Body => body;

    public string Text => System.Text.Encoding.UTF8.GetString(body);

    /// <summary>A header's value, also of those that HttpClient files under the content; null where it was not sent.</summary>
    public string? this[string header] =>
        response.Headers.TryGetValues(header, out var values) || response.Content.Headers.TryGetValues(header, out values)
            ? string.Join(", ", values)
            : null;

    /// <summary>Every header as it came, one a line.</summary>
    public string Headers => $"{response.Headers}{response.Content.Headers}";
}

/// <summary>A viewer of one address: sends what it is told to send and nothing of its own, and follows nothing.</summary>
internal sealed class Site(Uri address) : IDisposable
{
    /// <summary>What a current Chrome sends for an image.</summary>
    public const string ChromeAccept = "image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8";

    private readonly HttpClient http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        AutomaticDecompression = DecompressionMethods.None,
        ActivityHeadersPropagator = null,
    })
    {
        Timeout = TimeSpan.FromSeconds(30),
    };

    public Task<Answer> GetAsync(string target, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Get, target, headers);

    /// <summary>As a browser that takes WebP.</summary>
    public Task<Answer> GetWebpAsync(string target) => GetAsync(target, ("Accept", ChromeAccept));

    public Task<Answer> HeadAsync(string target, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Head, target, headers);

    /// <summary>As the Functions host posts an event, or as a viewer who would like to.</summary>
    public async Task<Answer> PostAsync(string path, string json, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(address, path));
        request.Content = new StringContent(json, System.Text.Encoding.UTF8, "application/json");
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        var response = await http.SendAsync(request, Xunit.TestContext.Current.CancellationToken);
        return new Answer(response, await response.Content.ReadAsByteArrayAsync(Xunit.TestContext.Current.CancellationToken));
    }

    public Task<Answer> SendAsync(HttpMethod method, string target, params (string Name, string Value)[] headers) =>
        SendAsync(method, target, Xunit.TestContext.Current.CancellationToken, headers);

    /// <param name="method">Any.</param>
    /// <param name="target">Path and query; sent as they stand here, dot segments and all.</param>
    /// <param name="cancellation">The viewer goes away.</param>
    /// <param name="headers">Sent unchecked.</param>
    public async Task<Answer> SendAsync(
        HttpMethod method, string target, CancellationToken cancellation, params (string Name, string Value)[] headers)
    {
        var raw = new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true };
        using var request = new HttpRequestMessage(method, new Uri(address.GetLeftPart(UriPartial.Authority) + target, raw));
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        return new Answer(response, await response.Content.ReadAsByteArrayAsync(cancellation));
    }

    public void Dispose() => http.Dispose();
}
