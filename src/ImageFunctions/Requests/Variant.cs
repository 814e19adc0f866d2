namespace ImageFunctions.Requests;

/// <summary>A variant that is asked for.</summary>
/// <param name="Original">What it is made from.</param>
/// <param name="Path">Where it is stored.</param>
/// <param name="Dimension">Its size.</param>
/// <param name="Format">Its encoding.</param>
internal sealed record Variant(ImagePath Original, ImagePath Path, Dimension Dimension, ImageFormat Format);
