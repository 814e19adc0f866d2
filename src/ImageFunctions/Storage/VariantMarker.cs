namespace ImageFunctions.Storage;

/// <summary>The metadata by which the service knows its own blobs (contract, section 5).</summary>
/// <param name="SourceEtag">ETag of the original that the variant was made from, without quotes.</param>
/// <param name="Recipe">What it was made by.</param>
internal sealed record VariantMarker(string SourceEtag, string Recipe)
{
    private const string SourceEtagKey = "sourceetag";
    private const string RecipeKey = "recipe";

    /// <summary>The marker of a blob, or null: the blob is not ours.</summary>
    public static VariantMarker? From(IDictionary<string, string> metadata) =>
        metadata.TryGetValue(SourceEtagKey, out var source) && metadata.TryGetValue(RecipeKey, out var recipe)
            ? new VariantMarker(source, recipe)
            : null;

    /// <summary>As blob metadata.</summary>
    public Dictionary<string, string> ToMetadata() => new() { [SourceEtagKey] = SourceEtag, [RecipeKey] = Recipe };
}
