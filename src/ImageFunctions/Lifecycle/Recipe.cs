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
    private const int PipelineVersion = 10;
    private const int InfoVersion = 1;
    private const int Digits = 12;

    // Not before it is needed: the engine may still be loading.
    private string Common => field ??= string.Join(
        '|',
        PipelineVersion,
        engine.Identity,
        options.JpegQuality,
        options.WebpQuality,
        options.AvifQuality,
        options.Crop,
        options.LinearLight,
        options.Gamut,
        options.Background,
        options.KeepCopyright,
        options.EnlargeAnimations,
        options.TruncatedOriginals);

    private readonly string watermark = string.Join(
        '|', options.WatermarkPosition, options.WatermarkScalePercent, options.WatermarkOpacityPercent, options.WatermarkMinimumSize);

    private readonly ConcurrentDictionary<(Fit Fit, string? Watermark), string> known = [];

    // What is known of an original names its variants.
    private string Info => field ??= Hash(
        $"{Common}|info {InfoVersion}|{string.Join(',', options.AllowedDimensions)}|{options.DefaultDimension}"
            + $"|{string.Join(',', options.Formats)}");

    /// <summary>The recipe for one variant: size and format stand in the path, how the picture meets its box does not.</summary>
    /// <param name="variant">The variant.</param>
    /// <param name="watermarkEtag">Of the watermark that is in use; null for none.</param>
    /// <returns>12 hexadecimal digits.</returns>
    public string For(Variant variant, string? watermarkEtag) => variant.Format == ImageFormat.Info
        ? Info
        : known.GetOrAdd(
            (variant.Dimension.Fit, watermarkEtag),
            key => Hash($"{Common}|{key.Fit}{(key.Watermark is null ? "" : $"|{watermark}|{key.Watermark}")}"));

    private static string Hash(string settings) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(settings)))[..Digits];
}
