using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace ImageFunctions.Web;

/// <summary>Adds what <c>&lt;img-set&gt;</c> and <c>&lt;ImgSet&gt;</c> need.</summary>
public static class ImageFunctionsWebExtensions
{
    /// <param name="services">Of the site.</param>
    /// <param name="configure">Where the origin is, at least: <c>options.Address = new("https://pictures.example.com")</c>.</param>
    public static IServiceCollection AddImageFunctions(this IServiceCollection services, Action<ImageFunctionsOptions> configure)
    {
        services.AddOptions<ImageFunctionsOptions>().Configure(configure)
            .Validate(
                static options => options.Address is { IsAbsoluteUri: true },
                "ImageFunctionsOptions.Address must be an absolute address: https://pictures.example.com.")
            .ValidateOnStart();
        services.AddHttpClient<PictureSource>(static (provider, http) =>
        {
            var options = provider.GetRequiredService<IOptions<ImageFunctionsOptions>>().Value;
            http.BaseAddress = options.Address;
            http.Timeout = options.Timeout;
        });
        services.AddMemoryCache();
        return services;
    }
}

/// <summary>Where the pictures are.</summary>
public sealed class ImageFunctionsOptions
{
    /// <summary>Of the Front Door endpoint, or of the function itself: where this program asks <c>/info</c>.</summary>
    public Uri? Address { get; set; }

    /// <summary>Before every picture's path in the page. Empty, the default, where page and pictures have one host.</summary>
    public string Prefix { get; set; } = "";

    /// <summary>How long what is known of a picture is not asked for again.</summary>
    public TimeSpan Lifetime { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a page waits for it. What comes too late is left out: the page shows the original.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(5);
}
