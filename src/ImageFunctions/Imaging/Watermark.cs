namespace ImageFunctions.Imaging;

/// <summary>The picture that is laid over every variant that is large enough.</summary>
/// <param name="Content">Its file, as stored.</param>
/// <param name="Etag">Of exactly these bytes, without quotes.</param>
internal sealed record Watermark(byte[] Content, string Etag);
