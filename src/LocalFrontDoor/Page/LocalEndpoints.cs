using LocalFrontDoor.Edge;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace LocalFrontDoor.Page;

/// <summary>
/// What the page needs and Azure offers elsewhere: the list of originals, uploads, purging. Under /.local, which no container
/// can be called.
/// </summary>
internal static class LocalEndpoints
{
    /// <summary>As the origin's default for Images__MaxSourceBytes.</summary>
    private const long LargestUpload = 64 << 20;

    /// <summary>Maps them, for our own page only.</summary>
    /// <param name="app">Where to.</param>
    /// <param name="sizes">What the origin allows, for example 100x100.</param>
    public static void MapLocalEndpoints(this IEndpointRouteBuilder app, IReadOnlyList<string> sizes)
    {
        var local = app.MapGroup("/.local").AddEndpointFilter(SameOrigin.Filter);
        local.MapGet("/images", async (Originals originals, CancellationToken cancellation) =>
            TypedResults.Json(new Listing(sizes, await originals.ListAsync(cancellation))));
        local.MapPut("/images/{**name}", PutAsync).WithMetadata(new RequestSizeLimitAttribute(LargestUpload));
        local.MapPost("/purge", Purge);
    }

    private static async Task<Results<Created, ProblemHttpResult>> PutAsync(
        string name, HttpRequest request, Originals originals, CancellationToken cancellation)
    {
        name = name.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase); // ASP.NET Core decodes all but that one
        if (OriginalName.Fault(name) is { } fault)
        {
            return TypedResults.Problem(statusCode: StatusCodes.Status400BadRequest, title: fault);
        }

        return await originals.PutAsync(name, request.Body, cancellation)
            ? TypedResults.Created(originals.UrlPath(name))
            : TypedResults.Problem(statusCode: StatusCodes.Status409Conflict, title: "That name belongs to a variant.");
    }

    private static Results<Ok<PurgeResult>, ProblemHttpResult> Purge(string? path, string? host, EdgeCache cache, ILogger<EdgeCache> log)
    {
        if (path is null || !PurgePath.IsValid(path))
        {
            const string title = "Say what to purge: ?path=/images/cat.jpg or ?path=/images/*";
            return TypedResults.Problem(statusCode: StatusCodes.Status400BadRequest, title: title);
        }

        var purged = cache.Purge(path, host);
        EdgeLog.Purged(log, path, purged);
        return TypedResults.Ok(new PurgeResult(purged));
    }

    private sealed record Listing(IReadOnlyList<string> Sizes, IReadOnlyList<Original> Images);

    private sealed record PurgeResult(int Purged);
}
