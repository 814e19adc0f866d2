namespace ImageFunctions.Storage;

/// <summary>What a listing tells of a blob, without a request for it alone.</summary>
/// <param name="Name">In its container.</param>
/// <param name="Etag">Without quotes.</param>
/// <param name="Length">In bytes.</param>
/// <param name="ContentType">As stored; may say nothing.</param>
/// <param name="Marker">Null for what is not ours.</param>
internal sealed record ListedBlob(string Name, string Etag, long Length, string? ContentType, VariantMarker? Marker);
