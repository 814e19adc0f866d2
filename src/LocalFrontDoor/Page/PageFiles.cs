using System.Reflection;

namespace LocalFrontDoor.Page;

/// <summary>The page at `/`, its second view, and their files. They are inside the assembly,
/// so that it does not matter where it is run.</summary>
internal static class PageFiles
{
    /// <summary>Nothing from anywhere but here; pictures also from the page's own memory (fetched with a viewer's Accept).</summary>
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; " +
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public static void MapPage(this IEndpointRouteBuilder app)
    {
        Map(app, "/", "page.html", "text/html; charset=utf-8");
        Map(app, "/.local/responsive", "responsive.html", "text/html; charset=utf-8");
        Map(app, "/.local/responsive.js", "responsive.js", "text/javascript; charset=utf-8");
        Map(app, "/.local/imagefunctions.js", "imagefunctions.js", "text/javascript; charset=utf-8");
        Map(app, "/.local/page.css", "page.css", "text/css; charset=utf-8");
        Map(app, "/.local/page.js", "page.js", "text/javascript; charset=utf-8");
        Map(app, "/.local/icon.svg", "icon.svg", "image/svg+xml");
    }

    private static void Map(IEndpointRouteBuilder app, string path, string file, string type)
    {
        var content = Read(file);
        app.MapMethods(path, [HttpMethods.Get, HttpMethods.Head], (HttpResponse response) =>
        {
            response.Headers.ContentSecurityPolicy = Policy;
            response.Headers.XContentTypeOptions = "nosniff";
            response.Headers.CacheControl = "no-cache";
            return TypedResults.Bytes(content, type);
        });
    }

    private static byte[] Read(string file)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"page/{file}")
            ?? throw new InvalidOperationException($"{file} is not in the assembly.");
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }
}
