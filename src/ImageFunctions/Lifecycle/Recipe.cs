using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using ImageFunctions.Imaging;
using ImageFunctions.Requests;
using ImageFunctions.Settings;

namespace ImageFunctions.Lifecycle;

/// <summary>
/// A short hash of every setting that changes pixels or bytes. A variant carries the one it was made by; under another it is out of date.
/// </summary>
internal sealed class Recipe(ImageOptions options, IImageEngine engine)
{
    // To be raised with every change of the pipeline that shows in its output.
    private const int PipelineVersion = 5;
    private const int Digits = 12;

    private readonly string common = string.Join(
        '|',
        PipelineVersion,
        engine.Identity,
        options.JpegQuality,
        options.WebpQuality,
        options.AvifQuality,
        options.Crop,
        options.LinearLight,
        options.Background,
        options.KeepCopyright,
        options.EnlargeAnimations,
        options.TruncatedOriginals);

    private readonly string watermark = string.Join(
        '|', options.WatermarkPosition, options.WatermarkScalePercent, options.WatermarkOpacityPercent, options.WatermarkMinimumSize);

    private readonly ConcurrentDictionary<(Fit Fit, string? Watermark), string> known = [];

    /// <summary>The recipe for one dimension: size and format stand in the path, how the picture meets its box does not.</summary>
    /// <param name="dimension">The dimension.</param>
    /// <param name="watermarkEtag">Of the watermark that is in use; null for none.</param>
    /// <returns>12 hexadecimal digits.</returns>
    public string For(Dimension dimension, string? watermarkEtag) => known.GetOrAdd((dimension.Fit, watermarkEtag), key =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
            $"{common}|{key.Fit}{(key.Watermark is null ? "" : $"|{watermark}|{key.Watermark}")}")))[..Digits]);
}
