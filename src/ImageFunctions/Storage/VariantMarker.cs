using ImageFunctions.Requests;

namespace ImageFunctions.Storage;

/// <summary>
/// The metadata by which the service knows its own blobs (contract, section 5). It names the blob's own path: a copy elsewhere is its owner's.
/// </summary>
/// <param name="Path">Where the variant is stored.</param>
/// <param name="SourceEtag">ETag of the original that the variant was made from, without quotes.</param>
/// <param name="Recipe">What it was made by.</param>
internal sealed record VariantMarker(ImagePath Path, string SourceEtag, string Recipe)
{
    private const string PathKey = "variantpath";
    private const string SourceEtagKey = "sourceetag";
    private const string RecipeKey = "recipe";

    /// <summary>The marker of the blob at a path, or null: the blob is not ours.</summary>
    public static VariantMarker? From(IDictionary<string, string>? metadata, ImagePath path) =>
        metadata is not null
        && metadata.TryGetValue(PathKey, out var named) && named == path.Encoded
        && metadata.TryGetValue(SourceEtagKey, out var source) && source.Length > 0
        && metadata.TryGetValue(RecipeKey, out var recipe) && recipe.Length > 0
            ? new VariantMarker(path, source, recipe)
            : null;

    /// <summary>As blob metadata, which is ASCII.</summary>
    public Dictionary<string, string> ToMetadata() => new() { [PathKey] = Path.Encoded, [SourceEtagKey] = SourceEtag, [RecipeKey] = Recipe };
}
