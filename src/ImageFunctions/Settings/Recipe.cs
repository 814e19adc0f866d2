using System.Security.Cryptography;
using System.Text;
using ImageFunctions.Imaging;
using ImageFunctions.Requests;

namespace ImageFunctions.Settings;

/// <summary>
/// A short hash of every setting that changes pixels or bytes. A variant carries the one it was made by; under another it is out of date.
/// </summary>
/// <param name="options">The settings.</param>
/// <param name="engine">Its identity counts: another version encodes differently.</param>
internal sealed class Recipe(ImageOptions options, IImageEngine engine)
{
    // To be raised with every change of the pipeline that shows in its output.
    private const int PipelineVersion = 1;
    private const int Digits = 12;

    private readonly string common =
        $"{PipelineVersion}|{engine.Identity}|{options.JpegQuality}|{options.WebpQuality}|{options.AvifQuality}|{options.Crop}|{options.Background}";

    private readonly System.Collections.Concurrent.ConcurrentDictionary<Fit, string> byFit = [];

    /// <summary>The recipe for one dimension: size and format stand in the path, how the picture meets its box does not.</summary>
    /// <returns>12 hexadecimal digits.</returns>
    public string For(Dimension dimension) => byFit.GetOrAdd(dimension.Fit, fit =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{common}|{fit}")))[..Digits]);
}
